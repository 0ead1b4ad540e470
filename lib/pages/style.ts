// The look of every page: one style block, allowed by its hash. Sizes, spacing and colours are variables; light and dark differ in colours alone.
import { createHash } from 'node:crypto';
import { LIST_STYLE } from './list-style.ts';
import { REVIEW_STYLE } from './review-style.ts';

/** What every page starts from, whatever is on it. */
export const BASE_STYLE = `
:root{color-scheme:light dark;
--paper:#f5f6f8;--sheet:#fff;--ink:#17202b;--soft:#506070;--line:#dce1e7;--edge:#7c8997;
--accent:#3548c0;--tint:#e8ebfb;--over:#fff;--ok:#1a6e40;--no:#b0271e;--wait:#845300;
--s1:4px;--s2:8px;--s3:12px;--s4:16px;--s5:24px;--s6:40px;
--t1:.8125rem;--t2:.9375rem;--t3:1.0625rem;--t4:1.375rem;--t5:1.75rem;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
--mono:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media(prefers-color-scheme:dark){:root{
--paper:#10141a;--sheet:#171d25;--ink:#e5eaef;--soft:#a2afbc;--line:#2a343f;--edge:#73818f;
--accent:#a5b4ff;--tint:#242c4d;--over:#10141a;--ok:#72cf97;--no:#ff9d93;--wait:#e8bd68}}
*{box-sizing:border-box;margin:0;padding:0}
html{-webkit-text-size-adjust:100%;scroll-padding:var(--s5) 0 80px}
body{background:var(--paper);color:var(--ink);font:var(--t2)/1.5 var(--sans);font-variant-numeric:tabular-nums}
ul,ol{list-style:none}
h1{font-size:var(--t5);line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:var(--t3);line-height:1.3;margin-bottom:var(--s3)}
h3{font-size:var(--t2);line-height:1.5}
a{color:var(--accent);text-underline-offset:3px}
a:hover{text-decoration-thickness:2px}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
code{font:.92em/1.45 var(--mono);overflow-wrap:anywhere}
a,b,code,strong,td,th,dt,dd,li,p,summary,blockquote{unicode-bidi:isolate}
.soft,small{color:var(--soft);font-weight:400}
small,.small{font-size:var(--t1)}
.keep{white-space:nowrap}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.wrap{max-width:1160px;margin:0 auto;padding:0 var(--s5)}
.skip{position:absolute;left:-999px;padding:var(--s3) var(--s4);background:var(--sheet);z-index:2}
.skip:focus{left:var(--s4);top:var(--s1)}
.top{background:var(--sheet);border-bottom:1px solid var(--line)}
.top .wrap{display:flex;flex-wrap:wrap;align-items:center;gap:0 var(--s5)}
.top b{letter-spacing:-.01em}
.top ul{display:flex;gap:var(--s4);flex:1}
.top a,.link{display:inline-flex;align-items:center;gap:6px;min-height:48px;min-width:44px;color:var(--ink);text-decoration:none}
.top a:hover{text-decoration:underline}
.top [aria-current]{box-shadow:inset 0 -2px var(--accent)}
.link{border:0;background:none;font:inherit;color:var(--accent);text-decoration:underline;text-underline-offset:3px;cursor:pointer;justify-content:end}
.mode{border-bottom:1px solid var(--line);font-size:var(--t1);color:var(--soft)}
.mode p{display:flex;gap:var(--s2);align-items:baseline;padding-top:6px;padding-bottom:6px}
.mode b{color:var(--ink)}
.mode.audit{background:var(--sheet);border:2px dashed var(--wait);border-width:2px 0}
.mode .m{flex:none;align-self:start;margin-top:.3em}
.m{width:1em;height:1em;vertical-align:-.125em;fill:none;stroke:currentColor;stroke-width:2;overflow:visible}
.sprite{position:absolute;width:0;height:0}
.full{fill:currentColor;stroke:none}
.cut{stroke:var(--sheet);stroke-width:1.8}
.word{font-weight:600;white-space:nowrap}
.word .m{margin-right:6px}
.ok{color:var(--ok)}.no{color:var(--no)}.wait{color:var(--wait)}.ask{color:var(--accent)}.dim{color:var(--soft)}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:8px;padding:var(--s4) var(--s5)}
.stack>*+*{margin-top:var(--s4)}
input,select,textarea{font:1rem/1.5 var(--sans);color:var(--ink);background:var(--sheet);border:1px solid var(--edge);border-radius:6px;padding:var(--s2) 10px;min-height:44px;max-width:100%}
.btn{display:inline-flex;gap:var(--s2);align-items:center;justify-content:center;min-height:48px;padding:0 var(--s4);border:2px solid currentColor;border-radius:6px;background:var(--sheet);color:var(--accent);font:650 1rem/1.2 var(--sans);cursor:pointer;text-decoration:none;white-space:nowrap}
.btn:hover{background:var(--tint)}
.btn.ok{color:var(--ok)}.btn.no{color:var(--no)}
.foot{margin:var(--s6) 0 var(--s5);color:var(--soft);font-size:var(--t1)}
main.wrap{padding-top:var(--s5)}
main.small-page{max-width:calc(34rem + 2*var(--s5))}
.small-page .sheet{padding:var(--s5)}
.small-page h1{font-size:var(--t4);margin-bottom:var(--s3)}
.small-page form{margin-top:var(--s4)}
.small-page label,.answer label{display:block;font-weight:600;margin-bottom:var(--s1)}
.small-page input:not([type=hidden]){display:block;width:100%;margin-bottom:var(--s4)}
.code-input{letter-spacing:.4em;font-family:var(--mono);font-size:var(--t4)}
@media(max-width:640px){
.wrap{padding:0 var(--s4)}
.top .wrap{gap:0}
.top b{flex:1}
.top ul{order:3;flex-basis:100%}
.top a,.link{min-height:44px}
main.wrap{padding-top:var(--s4)}
.sheet,.small-page .sheet{padding:var(--s4);margin-inline:calc(-1*var(--s2))}}
@media print{.top,.mode,.answer form,.jump{display:none}body{background:none}}
`;

/** The whole style sheet, as it stands between the style tags. */
export const STYLE = (BASE_STYLE + REVIEW_STYLE + LIST_STYLE).replaceAll('\n', '');

/** The hash by which the Content-Security-Policy allows this one style block. */
export const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
