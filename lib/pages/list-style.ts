// The look of the lists: pending reviews, decisions, groups. Tables become cards where they do not fit.

/** Part of the style sheet; see style.ts. */
export const LIST_STYLE = `
.intro{max-width:46em;margin:var(--s1) 0 var(--s4);color:var(--soft)}
.views{display:flex;flex-wrap:wrap;gap:0 var(--s4);margin-bottom:var(--s2)}
.views a{display:inline-flex;align-items:center;gap:6px;min-height:44px;color:var(--ink);text-decoration:none}
.views a:hover{text-decoration:underline}
.views [aria-current]{font-weight:650;box-shadow:inset 0 -2px var(--accent)}
.filter{display:flex;flex-wrap:wrap;gap:var(--s3);align-items:end;margin-bottom:var(--s4)}
.filter label{display:grid;gap:var(--s1);font-size:var(--t1);color:var(--soft)}
.filter .btn{min-height:44px;border-width:1px}
table{width:100%;border-collapse:collapse;background:var(--sheet);border:1px solid var(--line);border-radius:6px}
th,td{text-align:left;vertical-align:top;padding:10px var(--s3);border-top:1px solid var(--line);overflow-wrap:break-word}
thead th{border:0;font-size:var(--t1);font-weight:600;color:var(--soft);white-space:nowrap}
tbody th{font-weight:650}
tbody tr:hover{background:color-mix(in srgb,var(--tint) 45%,var(--sheet))}
td small,th small{display:block}
tbody th a{display:inline-block;padding:10px 0;margin:-10px 0}
td code,.pips{white-space:nowrap}
.pips{display:inline-flex;gap:3px;margin-right:var(--s1);vertical-align:-1px}
.pips i{width:10px;height:10px;border:1.5px solid currentColor;border-radius:50%}
.pips .on{background:currentColor}
.share{display:block;width:100%;max-width:14em;height:12px;margin:4px 0}
.share .agree{fill:var(--soft)}
.share .strict{fill:url(#hatch);stroke:var(--soft)}
.share .loose{fill:var(--no)}
.share .empty{fill:none;stroke:var(--edge);stroke-dasharray:3}
.key .share{width:28px;height:12px;margin-right:var(--s1);vertical-align:-1px}
.pages{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:0 var(--s4);margin-top:var(--s2)}
.pages a{display:inline-flex;align-items:center;min-height:44px}
.none{padding:var(--s5);text-align:center;color:var(--soft)}
.text{overflow-x:auto;font:var(--t1)/1.5 var(--mono);padding:var(--s2) 0;tab-size:2}
.text code{font:inherit;white-space:pre;overflow-wrap:normal}
@media(min-width:1120px){
.reason{min-width:19em;overflow-wrap:anywhere}
td:not(.reason)>div,tbody th{min-width:5.5em}
.fig>div{min-width:12em}
tbody th a,tbody th small{white-space:nowrap}
.slim{white-space:nowrap}}
@media(max-width:1119px){
table,tbody,tr,td,tbody th{display:block;border:0}
table{background:none}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));gap:var(--s3)}
tr{background:var(--sheet);border:1px solid var(--line);border-radius:6px;padding:var(--s3) var(--s4)}
th,td{padding:2px 0}
tbody th{font-size:var(--t3)}
td[data-l]{display:grid;grid-template-columns:7em minmax(0,1fr);gap:var(--s2)}
td[data-l]::before{content:attr(data-l);color:var(--soft);font-size:var(--t1);line-height:1.75}
.reason{padding:var(--s2) 0;overflow-wrap:anywhere}
tbody th{overflow-wrap:anywhere}}
@media(max-width:640px){
.filter{display:grid;grid-template-columns:1fr 1fr}
.filter input,.filter select{width:100%;min-width:0}}
`;
