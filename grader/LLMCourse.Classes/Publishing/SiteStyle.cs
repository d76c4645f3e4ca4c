using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>The style of the site: that of the reports, and what its frame, figures and charts need besides.</summary>
internal static class SiteStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = HtmlStyle.Css + "\n" + Own;

    private const string Own = """
        :root { --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", "URW Palladio L", Georgia, "Liberation Serif", "Times New Roman", serif; --ink: #2f6ea8; --soft: #d5e2ee; --mark: #9a5b00; }
        @media (prefers-color-scheme: dark) { :root { --ink: #6ea6dc; --soft: #2c3a48; --mark: #e3b565; } }
        html { scroll-behavior: smooth; scrollbar-gutter: stable; }
        body { display: flex; flex-direction: column; min-height: 100vh; }
        main, header.site, footer.site { width: 100%; max-width: 58rem; margin: 0 auto; padding-left: 1.25rem; padding-right: 1.25rem; }
        main { flex: 1; padding-top: 1.75rem; padding-bottom: 2rem; }
        main:focus { outline: none; }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 4px; }
        .skip { position: absolute; left: -100vw; top: .5rem; background: var(--card); color: var(--link); padding: .5rem 1rem; border-radius: 6px; z-index: 1; }
        .skip:focus { left: .75rem; }
        .unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        header.site { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 2rem; padding-top: 1.25rem; padding-bottom: .9rem; }
        header.site p { margin: 0; }
        .brand { font-family: var(--serif); font-size: 1.05rem; font-style: italic; }
        .brand a { color: var(--text); text-decoration: none; }
        .brand a:hover { text-decoration: underline; }
        nav ul, ul.links { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem 1.35rem; margin: 0; padding: 0; }
        nav a, nav span { display: inline-block; padding: .3rem 0; font-size: .95rem; }
        nav a { text-decoration: none; color: var(--muted); }
        nav a:hover { color: var(--link); text-decoration: underline; }
        nav [aria-current] { color: var(--text); font-weight: 600; box-shadow: 0 2px 0 var(--ink); }
        footer.site { border-top: 1px solid var(--line); padding-top: .9rem; padding-bottom: 2rem; margin-top: 0; }
        footer.site p { margin: 0; }
        h1, h2 { font-family: var(--serif); font-weight: 600; letter-spacing: -.005em; text-wrap: balance; }
        h1 { font-size: 2.35rem; line-height: 1.15; margin: 0 0 .75rem; }
        h2 { font-size: 1.45rem; }
        main > .eyebrow { margin-bottom: .35rem; }
        main > p { max-width: 42rem; }
        .head .points { font-size: 1.15rem; font-family: var(--serif); }
        .note { color: var(--muted); font-size: .875em; }
        ol.code { margin: 0; padding-left: 3.4rem; } ol.code li { white-space: pre; } ol.code li::marker { color: var(--muted); font-size: .8em; }
        ol.code code { background: none; padding: 0; } ol.code li:target { background: var(--soft); }
        .diff { margin: .5rem 0; } .diff ins, .diff del { text-decoration: none; font-weight: 600; } .diff ins { color: var(--good); } .diff del { color: var(--wrong); }
        .flag { font-size: .8em; font-weight: 600; color: var(--mark); border: 1px solid currentColor; border-radius: 3px; padding: 0 .3em; white-space: nowrap; }
        .tools { display: flex; flex-wrap: wrap; align-items: baseline; gap: .5rem 1.25rem; margin: .25rem 0 .75rem; font-size: .95rem; }
        .tools input, .tools select, button.sort { font: inherit; color: inherit; }
        .tools input, .tools select { background: var(--card); border: 1px solid var(--muted); border-radius: 4px; padding: .25rem .4rem; max-width: 100%; }
        .tools output { color: var(--muted); }
        button.sort { background: none; border: 0; padding: 0; margin: 0; cursor: pointer; text-align: inherit; font-weight: inherit; }
        button.sort:hover { text-decoration: underline; }
        [aria-sort=ascending] .sort::after { content: " ↑"; } [aria-sort=descending] .sort::after { content: " ↓"; }
        .figures { display: flex; flex-wrap: wrap; gap: 1rem 2.75rem; margin: 1.5rem 0 2rem; }
        .figures div { display: flex; flex-direction: column-reverse; }
        .figures div:first-child dd { font-weight: 600; }
        .figures dt { color: var(--muted); font-size: .9rem; }
        .figures dd { margin: 0; font-family: var(--serif); font-size: 2.1rem; line-height: 1.15; font-variant-numeric: lining-nums tabular-nums; }
        .card { padding: 1.5rem 1.75rem; }
        .card > .scroll:last-child { margin-bottom: -.4rem; }
        th[scope=row] { color: inherit; font-weight: 500; font-size: inherit; }
        thead th { vertical-align: bottom; }
        tr:last-child th[scope=row] { border-bottom: 0; }
        tbody tr:hover { background: var(--inset); }
        .metered { display: inline-flex; align-items: center; justify-content: flex-end; gap: .6rem; }
        .metered > span { min-width: 4.4em; text-align: right; }
        svg.meter { width: 60px; height: 8px; flex: none; }
        svg.meter .rest { fill: var(--bar-rest); } svg.meter .full { fill: var(--ink); }
        .handout > p, .handout > ul, .handout > details { max-width: 46rem; }
        .handout > h2 { margin-top: 2.4rem; }
        .handout > h3 { margin-top: 2rem; font-size: 1.1rem; }
        .figure { display: block; }
        .figure img { display: block; width: 100%; min-width: 45rem; height: auto; border-radius: 6px; }
        math { font-size: 1.1em; }
        math[display=block] { margin: 1rem 0; overflow-x: auto; overflow-y: hidden; padding: .15rem 0; }
        .siblings [aria-current] { color: var(--text); font-weight: 600; }
        .steps { padding-left: 1.4rem; margin: .75rem 0; }
        .steps li { padding: .12rem 0; font-variant-numeric: tabular-nums; }
        .steps li::marker { color: var(--muted); font-size: .85em; }
        .says { margin: 1.1rem 0; padding-left: 1rem; border-left: 3px solid var(--soft); }
        .says h3 { margin: 0 0 .2rem; }
        .says p { margin: .3rem 0; }
        figure { margin: 1.1rem 0 0; }
        figcaption { color: var(--muted); font-weight: 400; font-size: .95rem; margin-bottom: .6rem; }
        .chart svg { max-width: 100%; } .chart svg text { font-size: 11.5px; }
        figure details { margin: .5rem 0 0; font-size: .95rem; }
        svg .column { fill: var(--ink); } svg .mine-column { fill: var(--mark); } svg .axis { stroke: var(--muted); stroke-width: 1; }
        svg .halo { stroke: var(--card); stroke-width: 5; } svg .limit { stroke: var(--mark); stroke-width: 1.5; stroke-dasharray: 5 4; } svg text.limit-label { fill: var(--mark); font-weight: 600; }
        svg .dot { fill: var(--ink); fill-opacity: .75; stroke: var(--card); stroke-width: 1; } svg .odd { fill: var(--wrong); }
        svg .path { stroke: var(--ink); fill: none; stroke-width: 2; } svg .ring { fill: none; stroke: var(--mark); stroke-width: 2.5; }
        svg .zone { fill: var(--inset); }
        @media (max-width: 34rem) {
          main, header.site, footer.site { padding-left: .9rem; padding-right: .9rem; }
          main { padding-top: .75rem; }
          h1 { font-size: 1.8rem; }
          .card { padding: 1.1rem 1rem; margin: 1rem 0; }
          .figures { gap: .9rem 1.75rem; } .figures dd { font-size: 1.6rem; }
          .chart svg text { font-size: 19px; }
          svg.meter { display: none; } .metered > span { min-width: 0; }
        }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        @media print { header.site nav, .skip, footer.site { display: none; } :root { --ink: #444444; --soft: #cccccc; --mark: #000000; } }
        """;
}
