import type { Words } from '../words.ts';

export const design = {
  close: 'إغلاق',
  cancel: 'إلغاء',
  copy: 'نسخ',
  copied: 'نُسخ',
  filter: 'تصفية',
  nothingFound: 'لا نتائج',
  remove: 'إزالة {{name}}',
  showPassword: 'إظهار كلمة المرور',
  hidePassword: 'إخفاء كلمة المرور',
  loading: 'جارٍ التحميل',
  back: 'رجوع',
  presence: { online: 'متصل', away: 'بعيد', offline: 'غير متصل' },
} satisfies Words['design'];
