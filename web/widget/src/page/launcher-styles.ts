/** Where the panel fills the screen. */
export const phone = '(max-width:480px),(max-height:460px)';

/**
 * How the launcher and the panel look, inside of a shadow root: nothing of the page's own styles reaches them, and nothing
 * of these reaches the page. Colours are those of the chat's tokens.
 */
export const launcherStyles = `
:host{--b:oklch(.5 .19 264);--h:oklch(.45 .19 264);--f:oklch(.55 .2 264);--s:oklch(.988 .003 85);--l:oklch(.905 .007 85)}
.dark{--b:oklch(.55 .18 264);--h:oklch(.5 .18 264);--f:oklch(.7 .15 264);--s:oklch(.216 .006 75);--l:oklch(.315 .008 75)}
@media (prefers-color-scheme:dark){.auto{--b:oklch(.55 .18 264);--h:oklch(.5 .18 264);--f:oklch(.7 .15 264);--s:oklch(.216 .006 75);--l:oklch(.315 .008 75)}}
*{box-sizing:border-box}
.launcher{position:fixed;inset-block-end:20px;inset-inline-end:20px;width:56px;height:56px;margin:0;padding:0;border:0;border-radius:18px;background:var(--b);color:#fff;cursor:pointer;display:grid;place-items:center;box-shadow:0 1px 3px rgb(20 16 8/.2),0 8px 24px -6px rgb(20 16 8/.36);-webkit-tap-highlight-color:transparent;transition:background .12s,transform .18s cubic-bezier(.2,0,0,1)}
.launcher:hover{background:var(--h);transform:translateY(-1px)}
.launcher:active{transform:none}
.launcher:focus-visible{outline:3px solid var(--f);outline-offset:3px}
.launcher svg{grid-area:1/1;fill:none;stroke:currentColor;stroke-width:2.1;stroke-linecap:round;stroke-linejoin:round;transition:opacity .14s,transform .2s cubic-bezier(.2,0,0,1)}
.launcher .down,.open .launcher .talk{opacity:0;transform:scale(.7) rotate(-20deg)}
.open .launcher .down{opacity:1;transform:none}
.badge{position:absolute;inset-block-start:-6px;inset-inline-end:-6px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:oklch(.53 .19 25);color:#fff;font:600 12px/22px system-ui,sans-serif;text-align:center;font-variant-numeric:tabular-nums;box-shadow:0 0 0 2px var(--s)}
.badge[hidden]{display:none}
.panel{position:fixed;inset-block-end:88px;inset-inline-end:20px;width:384px;max-width:calc(100vw - 40px);height:min(640px,calc(100vh - 108px));height:min(640px,calc(100dvh - 108px));border-radius:18px;overflow:hidden;background:var(--s);box-shadow:0 0 0 1px var(--l),0 2px 6px rgb(20 16 8/.1),0 24px 56px -16px rgb(20 16 8/.4);visibility:hidden;opacity:0;transform:translateY(10px);transition:opacity .16s,transform .2s cubic-bezier(.2,0,0,1),visibility 0s .2s}
.open .panel{visibility:visible;opacity:1;transform:none;transition:opacity .16s,transform .2s cubic-bezier(.2,0,0,1)}
iframe{display:block;width:100%;height:100%;border:0;background:var(--s);color-scheme:normal}
.start .launcher,.start .panel{inset-inline-end:auto;inset-inline-start:20px}
@media ${phone}{.panel{inset:0;width:auto;max-width:none;height:100vh;height:100dvh;border-radius:0;box-shadow:none}.open .launcher{visibility:hidden}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{.root{display:none}}
@media (forced-colors:active){.launcher,.badge{border:1px solid ButtonText}}
`;
