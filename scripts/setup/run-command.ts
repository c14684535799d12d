import { CommanderError, type Command } from "commander";

/**
 * Runs a command and turns what goes wrong into one clear line and a non-zero exit code.
 * A stack trace is for the developers of this code: it is shown when BULKHEAD_TRACE is set.
 */
export async function runCommand(command: Command, argv: string[] = process.argv): Promise<void> {
  try {
    await command.exitOverride().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    console.error(process.env["BULKHEAD_TRACE"] ? error : `Error: ${sentenceOf(error)}`);
    process.exitCode = 1;
  }
}

/** The first line of what an error says, without what libraries put around it. */
export function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0]!.trim();
}
