// The look of the page of one model package: its two columns, plots, checks, lineage, timeline and the answer.

/** Part of the style sheet; see style.ts. */
export const REVIEW_STYLE = `
.title{padding-bottom:var(--s4)}
.title h1 span{color:var(--soft);font-weight:500}
.facts{display:flex;flex-wrap:wrap;gap:0 var(--s4);margin-top:var(--s1);color:var(--soft)}
.cols{display:grid;gap:var(--s4) var(--s5);grid-template-columns:minmax(0,1fr)}
.lead{border:2px solid var(--accent)}
.lead.done{border-color:var(--edge)}
.say{font-size:var(--t4);font-weight:650;line-height:1.25;letter-spacing:-.01em;margin:0}
.say .m{margin-right:var(--s1)}
.why{margin:var(--s3) 0}
.marked li,.why li{display:grid;grid-template-columns:1.25em minmax(0,1fr);gap:0 var(--s2);overflow-wrap:anywhere}
.why li+li{margin-top:var(--s2)}
.marked li{padding:3px 0}
.why .m,.marked .m{margin-top:.3em}
.why strong{font-weight:600}
.key{display:flex;flex-wrap:wrap;gap:var(--s1) var(--s4);margin-bottom:var(--s3);font-size:var(--t1);color:var(--soft)}
.key svg{display:inline-block;width:14px;height:14px;vertical-align:-2px;overflow:visible}
.metric{display:grid;grid-template-columns:19em minmax(0,1fr);gap:0 var(--s4);align-items:center;padding:var(--s3) 0;border-top:1px solid var(--line)}
.metric figcaption{line-height:1.4;overflow-wrap:anywhere}
.plot{display:block;width:100%;height:58px;overflow:visible;font:var(--t1) var(--sans)}
.plot text{fill:var(--soft)}
.axis{stroke:var(--edge)}
.edge{stroke:var(--no);stroke-width:2}
.edge.people{stroke:var(--accent);stroke-dasharray:3 2}
.bad{fill:url(#hatch)}
.line{stroke:var(--no);stroke-opacity:.5;stroke-width:2}
.band{fill:var(--tint);stroke:var(--accent);stroke-opacity:.35}
.champ{fill:var(--sheet);stroke:var(--ink);stroke-width:2}
.this{fill:var(--accent);stroke:var(--sheet);stroke-width:2}
.was{fill:var(--ok);stroke:var(--sheet);stroke-width:2}
.idle{fill:var(--sheet);stroke:var(--edge);stroke-width:2}
.ex{stroke:var(--no);stroke-width:2;fill:none}
.trend{stroke:var(--edge)}
.dash{stroke:var(--no);stroke-dasharray:4 4}
.plot .val{fill:var(--ink);font-weight:650}
.mid{text-anchor:middle}.end{text-anchor:end}
.trends{display:grid;grid-template-columns:1fr 1fr;gap:var(--s4) var(--s6);padding:var(--s4) 0 var(--s1);border-top:1px solid var(--line)}
.trends .plot{height:112px}
details>summary{cursor:pointer;padding:10px 0 10px 1.15em;text-indent:-1.15em;min-height:44px;overflow-wrap:anywhere}
summary:hover{color:var(--accent)}
.policy+.policy{margin-top:var(--s3);border-top:1px solid var(--line);padding-top:var(--s3)}
.policy h3{display:flex;flex-wrap:wrap;gap:0 var(--s3);align-items:center}
.tree{border-left:2px solid var(--line);padding-left:var(--s4);margin:var(--s1) 0 0 6px}
.tree .tree{margin-bottom:var(--s2)}
.tree p{padding:3px 0;overflow-wrap:anywhere}
.vals{display:grid;grid-template-columns:minmax(0,max-content) max-content minmax(0,1fr);gap:2px var(--s4);padding:var(--s1) 0 var(--s2);font-size:var(--t1)}
.vals>div{display:contents}
.vals dt,.vals dd{overflow-wrap:anywhere}
.vals .n{font-weight:650;text-align:right;max-width:18em}
.trace{font-size:var(--t1);padding-bottom:var(--s1)}
.trace li{padding-left:var(--s4)}
.trace .d0{padding-left:0}.trace .d2{padding-left:calc(2*var(--s4))}.trace .d3{padding-left:calc(3*var(--s4))}
.pairs{display:grid;grid-template-columns:9em minmax(0,1fr);gap:var(--s2) var(--s4)}
.pairs dt{color:var(--soft)}
.pairs dd{overflow-wrap:anywhere}
.pairs small{display:block}
.plan{list-style:decimal;padding-left:1.5em}
.plan li+li,.plan+p{margin-top:var(--s2)}
.plan li::marker{color:var(--soft)}
.time li{display:grid;grid-template-columns:10.5em minmax(0,1fr);gap:0 var(--s4);padding:var(--s2) 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
.time li:first-child{border:0;padding-top:0}
.time time{color:var(--soft)}
blockquote{margin:var(--s1) 0 0;padding-left:var(--s3);border-left:2px solid var(--line);white-space:pre-line}
.answer{overflow-wrap:anywhere}
.answer .marked{margin:var(--s3) 0 var(--s4)}
.answer h3{margin-top:var(--s3)}
.answer textarea{width:100%;min-height:88px;resize:vertical;display:block}
.act{display:grid;grid-template-columns:1fr 1fr;gap:var(--s4);margin:var(--s3) 0}
.jump{display:none}
@media(min-width:1000px){.cols{grid-template-columns:minmax(0,1fr) 336px;align-items:start}}
@media(min-width:1000px) and (min-height:700px){.answer{position:sticky;top:var(--s4);max-height:calc(100vh - 2*var(--s4));overflow:auto}}
@media(max-width:999px){
.jump{display:flex;position:sticky;bottom:var(--s3);background:var(--accent);color:var(--over);border-color:var(--accent);box-shadow:0 2px 12px #0004}
.jump:hover{background:var(--accent);text-decoration:underline}}
@media(max-width:640px){
.metric,.trends{grid-template-columns:minmax(0,1fr)}
.metric .plot{margin-top:var(--s1)}
.pairs,.time li{grid-template-columns:minmax(0,1fr);gap:0}
.pairs dd{margin-bottom:var(--s2)}
.vals{display:block}
.vals>div{display:grid;grid-template-columns:minmax(0,1fr) max-content;gap:0 var(--s4);margin-bottom:var(--s1)}
.vals dd:last-child{grid-column:1/-1}}
`;
