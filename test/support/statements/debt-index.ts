/** C-3 said once more: the debt index grows by RAY · rate · elapsed / year, up. `rate` is WAD a year, times are seconds. */
export function debtIndexAfter(index: bigint, rate: bigint, elapsed: bigint): bigint {
  const year = 365n * 86_400n;
  const grown = 10n ** 27n * rate * elapsed;
  return index + (grown + year * 10n ** 18n - 1n) / (year * 10n ** 18n);
}
