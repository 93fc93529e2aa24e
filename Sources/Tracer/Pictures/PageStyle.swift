/// The page's style sheet, with a light and a dark scheme.
enum PageStyle {
    /// The text's SHA-256 in base64, for the page's policy. A test computes it anew.
    static var digest: StaticString { "flpP1mrA7pFpbzrIjSW0Q3xGzpmZK06JnvUM2Hre3CY=" }

    static var text: StaticString {
        """

        :root{--back:#fff;--text:#1b1f24;--dim:#57606a;--line:#d0d7de;--ok:#7cc48d;--bad:#f2b04c;--killed:#f08a80;
        --open:#a8b8cc;--failed:#b3261e;--mark:#0550ae;--ink:#10151b;--plus:#11632b;--minus:#a0111f;--panel:#f6f8fa}
        @media (prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--dim:#9aa4af;--line:#30363d;--ok:#5fb877;
        --bad:#dd9d3a;--killed:#ee8077;--open:#8497ae;--failed:#ff8b81;--mark:#79c0ff;--ink:#06090d;--plus:#63d584;
        --minus:#ff9a91;--panel:#161b22}}
        *{box-sizing:border-box}
        body{margin:0;font:14px/1.45 system-ui,sans-serif;color:var(--text);background:var(--back);color-scheme:light dark}
        header{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;padding:.6rem 1rem;border-bottom:1px solid var(--line)}
        h1{font-size:1.15rem;margin:0}h2{font-size:1rem;margin:.2rem 0 .4rem}h3{font-size:.9rem;margin:.9rem 0 .25rem}
        header p{margin:0;color:var(--dim)}form{display:flex;gap:.5rem;align-items:center;flex:1 1 24rem}
        input{flex:1;font:inherit;padding:.25rem .5rem;border:1px solid var(--dim);border-radius:4px;background:var(--back);color:inherit}
        button{font:inherit;padding:.2rem .6rem;border:1px solid var(--dim);border-radius:4px;background:var(--panel);color:inherit;cursor:pointer}
        :focus-visible{outline:2px solid var(--mark);outline-offset:1px}
        main{padding:0 1rem 2rem}.hint{color:var(--dim);margin:.4rem 0}.legend span{padding:0 .5rem;border-radius:3px;color:var(--ink);margin-right:.3rem}
        .ok{background:var(--ok)}.bad{background:var(--bad)}.killed{background:var(--killed)}.open{background:var(--open)}
        .legend .failed{background:none;color:var(--failed);border:1px solid var(--failed)}
        #chart{border:1px solid var(--line);height:min(46vh,32rem);overflow:hidden}
        canvas{display:block;width:100%;height:100%;touch-action:none}
        #details{border:1px solid var(--line);background:var(--panel);margin:.8rem 0;padding:.5rem .9rem;max-height:40vh;overflow:auto}
        pre,code,td,dd{font-family:ui-monospace,monospace;font-size:12.5px}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .9rem;margin:.4rem 0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
        ul.diff{list-style:none;margin:0;padding:0;font:12.5px ui-monospace,monospace;overflow-wrap:anywhere}
        .added{color:var(--plus)}.removed{color:var(--minus)}.old{color:var(--dim)}
        table{border-collapse:collapse;width:100%;table-layout:fixed}caption{text-align:left;font-weight:600;padding:.3rem 0}
        th,td{text-align:left;padding:.1rem .5rem;border-bottom:1px solid var(--line);vertical-align:top;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        th{width:7.5rem}th:nth-child(3),th:nth-child(4){width:5.5rem}th:last-child{width:auto}
        td button{border:0;background:none;padding:0;text-align:left;width:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font:inherit}
        tr[aria-selected=true]{background:var(--panel);box-shadow:inset 3px 0 var(--mark)}
        .tools{display:flex;flex-wrap:wrap;gap:.35rem}button:disabled{opacity:.5;cursor:default}
        @media (max-width:44rem){header{padding:.5rem .75rem}main{padding:0 .75rem 2rem}form{flex-basis:100%;flex-wrap:wrap}
        form label{flex-basis:100%}canvas{touch-action:pan-y}.legend span{display:inline-block;margin-bottom:.2rem}
        #chart{height:38vh}#details{max-height:none}dl{grid-template-columns:1fr}dd{margin-bottom:.25rem}
        table,caption,tbody{display:block}thead{position:absolute;clip-path:inset(50%)}
        tr{display:flex;flex-wrap:wrap;gap:0 .8rem;border-bottom:1px solid var(--line);padding:.3rem .25rem}
        td{border:0;padding:0}td:nth-child(3)::before{content:"pid "}td:nth-child(4)::before{content:"parent "}
        td:last-child{flex-basis:100%}td button{white-space:pre-wrap;overflow-wrap:anywhere;max-height:4.4em;padding:.15rem 0}}

        """
    }
}
