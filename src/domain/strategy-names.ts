/** Who of those who could is asked first: see `strategies.ts`. */
export const strategyNames = ['longest_idle', 'round_robin', 'least_open', 'most_free', 'best_skilled'] as const;
export type StrategyName = (typeof strategyNames)[number];
