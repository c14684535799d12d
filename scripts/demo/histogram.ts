/** How an account stands; `health` is undefined when nothing is required of it. */
export interface Standing {
  readonly liquidatable: boolean;
  readonly open: boolean;
  readonly health: number | undefined;
}

export const HEALTH_BANDS = ["liquidatable", "below 1.25", "below 1.5", "below 2", "2 or more", "flat"] as const;
export type HealthBand = (typeof HEALTH_BANDS)[number];
export type HealthHistogram = Readonly<Record<HealthBand, number>>;

/** The one band that an account belongs to. */
export function bandOf({ liquidatable, open, health }: Standing): HealthBand {
  if (liquidatable) return "liquidatable";
  if (!open) return "flat";
  if (health === undefined || health >= 2) return "2 or more";
  if (health >= 1.5) return "below 2";
  if (health >= 1.25) return "below 1.5";
  return "below 1.25";
}

/** Accounts by band; the bands add up to all of them. */
export function histogramOf(standings: Iterable<Standing>): HealthHistogram {
  const counts = Object.fromEntries(HEALTH_BANDS.map((band) => [band, 0])) as Record<HealthBand, number>;
  for (const standing of standings) counts[bandOf(standing)]++;
  return counts;
}
