/** Whether keys are named as on Apple's keyboards, where the command key does what Ctrl does elsewhere. */
export const isApple: boolean = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);
