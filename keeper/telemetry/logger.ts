import { pino, type DestinationStream, type Logger } from "pino";
import { PinoPretty } from "pino-pretty";

/**
 * Logs for people, one sentence a line, or as JSON with an event name and its values. Written at once, so that nothing
 * is lost when the process ends.
 */
export function createLogger(level: string, json: boolean, destination: DestinationStream = standardOutput()): Logger {
  const stream = json
    ? destination
    : PinoPretty({
        colorize: process.stdout.isTTY,
        destination: destination as NodeJS.WritableStream & DestinationStream,
        hideObject: true,
        ignore: "pid,hostname",
        sync: true,
        translateTime: "SYS:HH:MM:ss",
      });
  return pino({ level, base: null }, stream);
}

function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: true });
}
