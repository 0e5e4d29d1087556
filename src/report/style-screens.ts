/** What narrower screens and paper change. */

export const SCREEN_STYLE = `
@media(max-width:1000px){
.first,.first tbody,.first tr,.first td,.first tbody th{display:block}
.first thead{display:none}
.first tr{display:grid;grid-template-columns:26px minmax(0,1.4fr) minmax(0,1fr) minmax(0,1fr);gap:4px 16px;padding:12px 0;border-bottom:1px solid var(--line)}
.first td,.first tbody th{width:auto!important;padding:0;border:0}
.first .tt,.first .rn{grid-column:2/-1}
.first .gn{grid-column:2}
}
@media(max-width:860px){
nav{order:3;width:100%;margin:0 -8px}
.brand{margin-right:auto}
.grid,.cols{grid-template-columns:minmax(0,1fr)}
}
@media(max-width:860px){
.compared,.compared tbody,.compared tr,.compared th,.compared td{display:block;width:auto!important}
.compared thead{display:none}
.compared tr{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:6px 12px;padding:8px 0;border-bottom:1px solid var(--line)}
.compared td,.compared tbody th{padding:0;border:0}
.compared tbody th{grid-column:1/-1}
.compared .lb{display:block;font-size:12px;color:var(--ink2)}
}
@media(min-width:641px) and (max-width:860px){
.forest .near{display:none}
.forest thead th:nth-child(1){width:38%}
.forest thead th:nth-child(5){width:17%}
}
@media(max-width:640px){
main,.in{padding:0 16px}
.bar0{position:static}
html{scroll-padding-top:8px}
h1{font-size:24px}
.lead{font-size:16px}
section{margin-top:40px}
nav{padding-bottom:4px}
.bar0 .in{padding-top:6px}
.first tr{grid-template-columns:22px minmax(0,1fr) minmax(0,1fr)}
.first .gn{grid-column:2/-1}
.first .su{grid-column:2}
.first .pr{grid-column:3}
.forest,.forest tbody,.forest thead,.forest tr,.forest th,.forest td{display:block;width:auto!important}
.forest thead th{display:none}
.forest thead th:nth-child(2){display:block;padding:0;border:0}
.forest tr:not(.grp){display:grid;grid-template-columns:minmax(0,1fr) 40px 116px;padding:8px 0;border-bottom:1px solid var(--line)}
.forest thead tr:not(.grp){display:block;padding:0;border-bottom:1px solid var(--edge)}
.forest .nm{grid-area:1/1/2/3}
.forest .vd{grid-area:1/3;padding:5px 0 0;text-align:right}
.forest td.big{grid-area:2/1/3/4;padding:0;height:auto}
.forest td.near{grid-area:3/2/4/4;padding:0;height:auto}
.forest thead th.near{display:block;width:156px!important;margin-left:auto;padding:4px 0 0;border:0}
.forest .ef{grid-area:3/1;text-align:left!important;align-self:center}
.card>summary,.cmp>summary{grid-template-columns:16px minmax(0,1fr) auto}
.card>summary .v,.cmp>summary .v{grid-column:2/-1}
.card .body,.cmp .inner{padding-left:0}
.kv,dl.gl{grid-template-columns:minmax(0,1fr);gap:0}
.kv dd,dl.gl dd{margin-bottom:8px}
.compared tr{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}
}`;

export const PRINT_STYLE = `
@media print{
:root{color-scheme:light!important}
#effects{break-before:page}
@page{margin:14mm}
body{font-size:10pt}
.nav,.theme,.tools,.copy,details.more{display:none!important}
.bar0{position:static;border:0}
main,.in{padding:0;max-width:none}
h1{font-size:20pt}
section{margin-top:24pt}
figure,tr,.code{break-inside:avoid}
h2,h3,h4,h5,figcaption,thead,summary{break-after:avoid}
.card::details-content{content-visibility:visible;block-size:auto}
.card>summary:before,.cmp>summary:before{content:""}
.scroll{overflow:visible}
.scroll>svg,.scroll>table,.plan{min-width:0!important}
.all,.plan,.data{font-size:8pt}
.all td,.all th{white-space:normal;padding-right:6px}
.all tbody th{min-width:130px}
.all .sub,.all .ci{font-size:7pt}
.code pre{padding-right:10px;white-space:pre-wrap}
.all th button{padding:0}
.code pre,.diff,.banner,.diff del,.diff ins{print-color-adjust:exact}
a{text-decoration:none}
}`;
