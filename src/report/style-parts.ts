/** Styles of the parts: advice, forest, tables, cards, plans, charts. */

export const PARTS_STYLE = `
.first{margin-top:6px;table-layout:fixed}
.first td,.first tbody th{vertical-align:top;padding-top:10px;padding-bottom:10px}
.first thead th:nth-child(1){width:26px}
.first thead th:nth-child(3){width:190px}
.first thead th:nth-child(4){width:140px}
.first thead th:nth-child(5){width:184px}
.first thead th:nth-child(6){width:33%}
.first .rk{color:var(--ink3);font-size:15px}
.first .gn{padding-right:22px}
.strip{display:block;width:100%;height:14px;margin:4px 0 2px;overflow:hidden}
.first .gn b{font-size:24px;line-height:1.1;color:var(--better);font-weight:650;letter-spacing:-.01em}
.first .su,.first .pr{font-size:13px}
.first .risk{color:var(--worse);margin-bottom:4px}
.scroll>.compared{table-layout:fixed;min-width:0}
.compared .lb{display:none}
.runs{white-space:nowrap}
.compared td,.compared tbody th{vertical-align:top}
.compared th:nth-child(2),.compared th:nth-child(3),.compared th:nth-child(4){width:17%}
.compared th:nth-child(5){width:15%}
.pick select{font:inherit;font-size:14px;min-height:30px;padding:3px 8px;margin:0 14px 0 4px;max-width:100%;color:var(--ink);background:var(--bg);border:1px solid var(--edge);border-radius:5px}
.pick code{overflow-wrap:anywhere}
h3.accept{margin:26px 0 0}
.first .rn{padding-right:0}
.first pre,.first code{font-size:12px}
.first ul,.ch ul,.set{margin:0;padding:0;list-style:none}
.code{position:relative}
.code pre,.diff{margin:0;background:var(--wash);border-radius:5px;padding:7px 10px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.45}
.code pre{padding-right:62px}
.copy{position:absolute;top:4px;right:4px;min-height:24px;padding:2px 8px;font:12px/1.4 var(--sans);color:var(--ink2);background:var(--bg);border:1px solid var(--line);border-radius:4px;cursor:pointer}
.copy:hover{color:var(--ink);border-color:var(--edge)}
.diff{padding:8px 0}
.diff span,.diff del,.diff ins{display:block;padding:0 12px;text-decoration:none}
.diff del{background:var(--worsewash);color:var(--worse)}
.diff ins{background:var(--betterwash);color:var(--better)}
.forest{table-layout:fixed;margin-top:10px}
.forest th,.forest td{padding:0 10px 0 0;border-bottom:0}
.forest tbody tr:not(.grp):hover{background:var(--wash)}
.forest thead th{padding-bottom:2px;border-bottom:1px solid var(--edge)}
.forest thead th:nth-child(1){width:31%}
.forest thead th:nth-child(2){width:24.5%}
.forest thead th.near{width:13%}
.forest thead th:nth-child(5){width:11%}
.forest .grp th{padding:10px 0 2px;font-weight:650;font-size:13px;border-bottom:1px solid var(--line)}
.forest .cost th{padding-top:28px;font-size:16px;border-bottom:0}
.forest .cost .mut{font-size:13px}
.forest .nm{padding:3px 10px 3px 0;line-height:18px;font-size:14px}
.forest .nm .sub{font-size:12px;line-height:16px}
.forest .nm .sub b{font-weight:600}
.forest td.r{padding-right:18px}
.cell{display:block;width:100%;height:40px;overflow:hidden}
.cell.axis{height:18px;overflow:visible}
.forest td.big,.forest td.near{padding-right:22px;vertical-align:middle;height:1px}
.forest th:nth-child(2),.forest th.near{padding-right:22px}
.forest .hd{display:block}
.ef b{font-weight:650}
.ci{font-size:13px}
.tools{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center;margin:10px 0 6px;font-size:13px}
.tools label{display:flex;gap:6px;align-items:center}
.tools[hidden]{display:none}
.tools input,.tools select{font:inherit;min-height:30px;padding:3px 8px;color:var(--ink);background:var(--bg);border:1px solid var(--edge);border-radius:5px}
.all{font-size:13px}
.all td,.all th{padding:5px 11px 5px 0;white-space:nowrap}
.all tbody th{white-space:normal;min-width:252px;line-height:1.3}
.all thead th{line-height:24px;padding-bottom:2px}
.all .sub{font-size:12px}
.all th button{font:inherit;line-height:24px;color:inherit;background:none;border:0;padding:0;min-height:24px;cursor:pointer;text-align:inherit}
.all th button:hover{color:var(--ink);text-decoration:underline}
.all th[aria-sort] button{color:var(--ink);font-weight:600}
.all th[aria-sort=ascending] button:after{content:" ↑"}
.all th[aria-sort=descending] button:after{content:" ↓"}
.bar{display:block}
.scroll{overflow-x:auto;overflow-y:hidden}
svg{font-family:inherit}
.scroll>svg{display:block;width:100%;height:auto;min-width:480px}
.scroll>table{min-width:560px}
.data td,.data th{padding:4px 14px 4px 0;font-size:13px;vertical-align:top}
.data .set{font-size:12px}
.scroll+.scroll{margin-top:24px}
.lanes .ch{min-width:280px}
figure{margin:0}
figcaption{font-weight:600;font-size:14px;margin:0 0 8px}
figcaption .mut{display:block;font-size:13px}
.grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:32px 40px;margin-top:20px}
.inner>figure{margin-top:28px}
details.more{margin-top:6px;font-size:13px}
summary{cursor:pointer;min-height:24px}
.more>summary{color:var(--ink2)}
.more>.scroll{margin-top:4px}
.card{border-top:1px solid var(--line)}
.card:last-of-type{border-bottom:1px solid var(--line)}
.card>summary,.cmp>summary{display:grid;grid-template-columns:16px minmax(0,1fr) auto 124px;gap:4px 16px;align-items:baseline;padding:10px 0;list-style:none}
.card>summary::-webkit-details-marker,.cmp>summary::-webkit-details-marker{display:none}
.card>summary:before,.cmp>summary:before{content:"›";font-size:18px;line-height:1;color:var(--ink3)}
.card[open]>summary:before,.cmp[open]>summary:before{content:"⌄"}
.card>summary:hover,.cmp>summary:hover{background:var(--wash)}
.hl{text-align:right}
.hl .sub{max-width:300px;font-size:12px;margin-left:auto}
.card h3{margin:0;font-size:15px}
.card h3 .mut{font-size:13px}
.card .body{padding:0 0 40px 32px}
.cmp{border-top:1px solid var(--line);font-size:14px}
.cmp:last-of-type{border-bottom:1px solid var(--line)}
.cmp>summary{padding:7px 0}
.cmp .nm b{font-weight:600}
.cmp .nm .mut{font-size:13px}
.cmp .inner{padding:4px 0 32px 32px}
.kv{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;margin:0 0 12px;font-size:14px}
.kv dt{color:var(--ink2)}
.kv dd{margin:0}
.plan{font-size:13px;min-width:860px!important}
.plan td,.plan tbody th{vertical-align:top}
.plan tbody th{color:var(--ink2);white-space:nowrap}
.plan .pn{width:31%}
.plan .pt{white-space:nowrap}
.plan .pt .bar{margin:4px 0 0 auto}
.p-changed{background:var(--wash)}
.p-gone .pn .mono{text-decoration:line-through;text-decoration-color:var(--edge)}
.price{font-size:13px}
.price .bar{width:100%;max-width:130px;margin-bottom:2px}
.price td{min-width:84px;white-space:nowrap}
.price tbody th{min-width:200px}
.cols{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 48px}
dl.gl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:6px 20px;font-size:14px;margin:12px 0}
dl.gl dt{font-weight:600}
dl.gl dd{margin:0;color:var(--ink2)}
pre.log{background:var(--wash);padding:8px 10px;border-radius:5px;overflow-x:auto;margin:6px 0 0;white-space:pre-wrap;overflow-wrap:anywhere}`;
