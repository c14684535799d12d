// Installs the dependencies when they are missing or differ from the lockfile; silent and quick otherwise. Runs before
// every npm script, so that a fresh clone needs no other step. Plain JavaScript for Node 18 and later: it is the one
// file that runs before anything is installed.
//
// The tools need Node 22.13 or later, and npm leaves out the native packages of the tools when an older Node installs
// them. Under an older Node the installation therefore runs in the Node of package.json, fetched by npm; from then on
// node_modules/.bin/node is that Node, and npm puts it first on the PATH of every script.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const lockfile = join(root, "package-lock.json");
const modules = join(root, "node_modules");
const installedLockfile = join(modules, ".package-lock.json");
const nativeScope = join(modules, "@nomicfoundation");
const nativePrefix = `edr-${process.platform}-${process.arch}`;

const reason = reasonToInstall();
if (reason !== undefined) install(reason);

function reasonToInstall() {
  if (!existsSync(installedLockfile)) return "node_modules is missing";
  if (!existsSync(join(modules, ".bin", "node"))) return "node_modules has no Node of its own";
  if (!readdirSync(nativeScope).some((name) => name.startsWith(nativePrefix))) return "a native package is missing";
  if (statSync(installedLockfile).mtimeMs >= statSync(lockfile).mtimeMs) return undefined;
  if (!lockfilesAgree()) return "package-lock.json has changed";
  utimesSync(installedLockfile, new Date(), new Date());
  return undefined;
}

/** True when every package that the lockfile requires is installed in the version that it names, and no other is. */
function lockfilesAgree() {
  const wanted = JSON.parse(readFileSync(lockfile, "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedLockfile, "utf8")).packages;
  const wantedAgree = Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    return installed[path] === undefined ? entry.optional === true : installed[path].version === entry.version;
  });
  return wantedAgree && Object.keys(installed).every((path) => wanted[path] !== undefined);
}

function install(why) {
  const nodeVersion = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.node;
  const ci = "npm ci --include=dev --loglevel=error --no-progress";
  const command = runsTheTools(process.versions.node)
    ? ci
    : `npm exec --yes --loglevel=error --package=node@${nodeVersion} -c "${ci}"`;
  process.stdout.write(`Installing dependencies (${why}) … `);
  const start = Date.now();
  const result = spawnSync(command, { cwd: root, shell: true, stdio: ["ignore", "pipe", "inherit"] });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  if (result.status !== 0) {
    console.log(`failed after ${seconds} s\n${result.stdout}`);
    process.exit(1);
  }
  console.log(`done in ${seconds} s`);
  const missing = reasonToInstall();
  if (missing !== undefined) {
    console.error(`The installation is incomplete: ${missing}. Are install scripts switched off in npm's settings?`);
    process.exit(1);
  }
}

function runsTheTools(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}
