import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

import { repositoryFiles } from "../setup/repository-files.js";
import { root } from "../setup/root.js";

/**
 * What the documents point to exists: every relative link with its heading, and every `npm run NAME`. The examples in
 * code blocks count as well, for that is what a reader copies.
 */
export function docLinks(): string[] {
  const paths = repositoryFiles().filter((path) => path.endsWith(".md"));
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  return paths.flatMap((path) => {
    const text = read(path);
    return [...brokenLinks(path, text), ...unknownScripts(path, text, scripts)];
  });
}

function brokenLinks(path: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target!);
  return links
    .filter((target) => !/^[a-z]+:/.test(target))
    .flatMap((target) => {
      const [file = "", heading] = target.split("#");
      const to = file === "" ? path : normalize(join(dirname(path), file));
      if (!existsSync(join(root, to))) return [`${path} links to ${target}, which does not exist`];
      if (heading === undefined || headings(read(to)).includes(heading)) return [];
      return [`${path} links to ${target}, but ${to} has no such heading`];
    });
}

function unknownScripts(path: string, text: string, scripts: Record<string, string>): string[] {
  return [...text.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)]
    .map(([, name]) => name!)
    .filter((name) => !(name in scripts))
    .map((name) => `${path} names npm run ${name}, which package.json does not have`);
}

/** Anchors of a document's headings: lower case, no punctuation, hyphens for spaces. */
function headings(text: string): string[] {
  const withoutCode = text.replace(/^```[\s\S]*?^```/gm, "");
  return [...withoutCode.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
