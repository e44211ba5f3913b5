/** Kinds of personal data that a boundary may mask. */
export const dataClasses = ['card', 'security_code', 'national_id'] as const;
export type DataClass = (typeof dataClasses)[number];
