import type { Words } from '../words.ts';

export const alerts = {
  label: 'التنبيهات',
  title: 'يجب أن يتولى أحد هذا الأمر',
  raised: 'أُطلق {{when}}',
  seeTo: 'أنا أتولى الأمر',
  open: 'افتح المحادثة',
  flow: 'افتح المسار',
  more_zero: 'ولا شيء غيره',
  more_one: 'وواحد آخر',
  more_two: 'واثنان آخران',
  more_few: 'و{{count}} أخرى',
  more_many: 'و{{count}} أخرى',
  more_other: 'و{{count}} أخرى',
  seen: 'أنت تتولى الأمر الآن',
} satisfies Words['alerts'] & Record<string, unknown>;
