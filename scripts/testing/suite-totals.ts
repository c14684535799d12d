/** What a test runner counted. */
export interface SuiteTotals {
  passed: number;
  failed: number;
}
