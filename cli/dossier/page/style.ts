// The look of a dossier: that of the gate's pages, and beyond it what a document has that is read from top to bottom and printed.
import { REVIEW_STYLE } from '../../../lib/pages/review-style.ts';
import { BASE_STYLE } from '../../../lib/pages/style.ts';

const OWN = `
body{background:var(--sheet)}
main.wrap{max-width:900px;padding-top:var(--s6);padding-bottom:var(--s6)}
.lede{max-width:42em;margin-top:var(--s3);font-size:var(--t3)}
.made{margin-top:var(--s2)}
section{margin-top:var(--s6)}
h2{font-size:var(--t4);letter-spacing:-.01em;border-top:2px solid var(--ink);padding-top:var(--s3)}
h3{font-size:var(--t3);margin:var(--s5) 0 var(--s2)}
h4{font-size:var(--t2);margin:var(--s4) 0 var(--s1)}
section p{max-width:46em;overflow-wrap:anywhere}
section p+p{margin-top:var(--s2)}
.toc{columns:2;column-gap:var(--s6);margin-top:var(--s4)}
.toc li{break-inside:avoid;padding:2px 0}
table{border-collapse:collapse;width:100%;border:0;font-size:var(--t1);margin-top:var(--s2)}
table+p{margin-top:var(--s3)}
table code{font-size:11px;overflow-wrap:anywhere}
th small,td small{display:block}
.facts-table th[scope=row]{font-weight:400}
.facts-table td{width:1%;white-space:nowrap}
th,td{text-align:left;vertical-align:top;padding:6px var(--s3) 6px 0;border-bottom:1px solid var(--line);font-weight:400;overflow-wrap:anywhere}
thead th{color:var(--soft);white-space:nowrap}
tbody th{font-weight:600}
.why li{display:list-item;list-style:disc;margin-left:1.2em}
.marked{margin-top:var(--s2)}
.lanes{margin-top:var(--s3)}
.lanes>div{display:grid;grid-template-columns:11em minmax(0,1fr);gap:0 var(--s4);align-items:center;min-height:28px}
.lanes b{font-weight:500;overflow-wrap:anywhere;line-height:1.25}
.lanes svg{display:block;width:100%;height:24px;overflow:visible;font:var(--t1) var(--sans)}
.lanes text{fill:var(--soft)}
.s-ok{fill:var(--ok)}.s-no{fill:var(--no)}.s-wait{fill:var(--wait)}.s-ask{fill:var(--accent)}.s-none{fill:var(--edge);fill-opacity:.45}
.said{fill:var(--sheet);stroke:var(--ink);stroke-width:2}
.odd{fill:var(--sheet);stroke:var(--no);stroke-width:2}
.log{margin-top:var(--s3)}
.log>li{display:grid;grid-template-columns:10.5em minmax(0,1fr);gap:0 var(--s4);padding:var(--s3) 0;border-top:1px solid var(--line)}
.log time{color:var(--soft)}
.log .out{color:var(--soft)}
.hash{font-size:var(--t1);color:var(--soft)}
.why{margin:var(--s2) 0}
.pairs{margin-top:var(--s2)}
.pairs dt{padding-top:1px}
pre{font:12px/1.5 var(--mono);white-space:pre-wrap;overflow-wrap:anywhere;border-left:2px solid var(--line);padding-left:var(--s3);margin-top:var(--s2)}
@media(max-width:640px){.toc{columns:1}.lanes>div,.log>li{grid-template-columns:minmax(0,1fr)}.facts-table td,.keep,thead th{white-space:normal}}
@media print{
:root{color-scheme:light;--paper:#fff;--sheet:#fff;--ink:#000;--soft:#444;--line:#bbb;--edge:#666;--accent:#3548c0;--tint:#e8ebfb;--ok:#1a6e40;--no:#b0271e;--wait:#845300}
*{print-color-adjust:exact}
body{font-size:10pt}main.wrap{max-width:none;padding:0}
h2,h3,h4{break-after:avoid}.log>li,.metric,figure,tr,.lanes>div{break-inside:avoid}
.version{break-before:page}.toc{display:none}
a{color:inherit;text-decoration:none}
}
@page{margin:18mm 16mm}
`;

/** The whole style sheet, as it stands between the style tags. */
export const DOSSIER_STYLE = (BASE_STYLE + REVIEW_STYLE + OWN).replaceAll('\n', '');
