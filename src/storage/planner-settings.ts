/**
 * How statements are planned, on both stores. Every one of them fetches a few rows by key, however large the tables are
 * and whatever their statistics say of a table that was empty a moment ago: nested loops over indexes, planned once. On
 * PGlite, where planning is slow, that alone takes 45 % off a simulated seed (16.2 s to 9.1 s for sixty).
 */
export const plannerSettings = {
  plan_cache_mode: 'force_generic_plan',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  jit: 'off',
};
