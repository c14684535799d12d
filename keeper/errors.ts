/** Something that no retry will mend: configuration, the wrong chain, a key that cannot be used. The message is one sentence. */
export class FatalError extends Error {
  readonly kind = "fatal";
}

/** Something that may pass by itself: a provider that does not answer. */
export class RetryableError extends Error {
  readonly kind = "retryable";
}

/** The first line of what an error says. */
export function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0]!.trim();
}
