import { describeSeeds } from './seeds.ts';

// A file of its own, for the second of the two workers.
describeSeeds('even');
