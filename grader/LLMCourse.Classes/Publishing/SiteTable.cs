using System.Globalization;
using System.Text;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>A table that is written as HTML and as Markdown. The first column names the row.</summary>
/// <param name="caption">What it shows, for those who do not see what stands around it.</param>
/// <param name="columns">The columns.</param>
internal sealed class SiteTable(string caption, params SiteColumn[] columns)
{
    private readonly List<SiteCell[]> _rows = [];

    /// <summary>Gets what <see cref="TableScript"/> does with the table where scripts run; nothing by default.</summary>
    public TableUse Use { get; init; }

    /// <summary>Gets how many rows there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row; returns the table.</summary>
    public SiteTable Add(params SiteCell[] cells)
    {
        if (cells.Length != columns.Length)
            throw new ArgumentException($"A row of '{caption}' has {cells.Length} cells, and the table {columns.Length} columns.",
                nameof(cells));
        _rows.Add(cells);
        return this;
    }

    /// <summary>Writes the table in a region that scrolls by itself where the page is narrow, by keyboard too.</summary>
    public string Html()
    {
        var made = new StringBuilder();
        string name = StudentText.Html(caption);
        _ = made.Append(CultureInfo.InvariantCulture,
            $"<div class=\"scroll\" role=\"region\" aria-label=\"{name}\" tabindex=\"0\">\n<table{(Use == TableUse.Read ? "" : $" data-live=\"{(Use == TableUse.Filter ? "filter" : "sort")}\"")}>\n<caption class=\"unseen\">{name}</caption>\n<thead><tr>");
        int[] shown = Shown();
        foreach (SiteColumn c in shown.Select(i => columns[i]))
            _ = made.Append(CultureInfo.InvariantCulture,
                $"<th scope=\"col\"{Class(c)}{(c.Group is null ? "" : $" data-group=\"{StudentText.Html(c.Group)}\"")}>{StudentText.Html(c.Title)}</th>");
        _ = made.Append("</tr></thead>\n<tbody>\n");
        foreach (SiteCell[] row in _rows)
        {
            _ = made.Append("<tr>");
            foreach (int i in shown)
            {
                (string open, string close) = i == 0
                    ? ($"<th scope=\"row\"{Class(columns[i])}{Data(row[i])}>", "</th>")
                    : ($"<td{Class(columns[i])}{Data(row[i])}>", "</td>");
                _ = made.Append(open).Append(row[i].Html()).Append(close);
            }

            _ = made.Append("</tr>\n");
        }

        return made.Append("</tbody>\n</table>\n</div>").ToString();
    }

    /// <summary>Writes the table as Markdown.</summary>
    public string Markdown()
    {
        var made = new StringBuilder();
        int[] shown = Shown();
        _ = made.Append("| ").AppendJoin(" | ", shown.Select(i => MarkdownText.Cell(columns[i].Title))).Append(" |\n|")
            .AppendJoin('|', shown.Select(i => columns[i].IsNumber ? "---:" : "---")).Append("|\n");
        foreach (SiteCell[] row in _rows) _ = made.Append("| ").AppendJoin(" | ", shown.Select(i => row[i].Markdown())).Append(" |\n");
        return made.ToString().TrimEnd('\n');
    }

    private int[] Shown() =>
        [.. Enumerable.Range(0, columns.Length).Where(i => !columns[i].IsRare || _rows.Exists(row => row[i].Text != "0"))];

    private string Data(SiteCell cell) =>
        Use == TableUse.Read ? "" : (cell.Sort is { } sort ? string.Create(CultureInfo.InvariantCulture, $" data-sort=\"{sort}\"") : "")
        + (cell.Flags.Count == 0 ? "" : $" data-flags=\"{string.Join(',', cell.Flags)}\"");

    private static string Class(SiteColumn column) => column.IsNumber ? " class=\"number\"" : "";
}

/// <summary>A column of a <see cref="SiteTable"/>.</summary>
/// <param name="Title">Its head.</param>
/// <param name="IsNumber">Whether it holds numbers, which stand to the right.</param>
internal sealed record SiteColumn(string Title, bool IsNumber = false)
{
    /// <summary>Gets what the column is of, such as a module, by which a table can be narrowed; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Gets whether the column is left out where every row has a 0 in it.</summary>
    public bool IsRare { get; init; }

    public static implicit operator SiteColumn(string title) => new(title);

    /// <summary>A column of numbers.</summary>
    public static SiteColumn Number(string title) => new(title, true);

    /// <summary>A column of counts that are mostly 0.</summary>
    public static SiteColumn Rare(string title) => new(title, true) { IsRare = true };
}

/// <summary>A cell of a <see cref="SiteTable"/>.</summary>
/// <param name="Text">Any text, also a student's; it is escaped here.</param>
internal sealed record SiteCell(string Text)
{
    /// <summary>Gets a page of the site, relative and without its extension, that the cell leads to.</summary>
    public string? Page { get; init; }

    /// <summary>Gets a share, 0 to 1, drawn as a small bar before the text.</summary>
    public double? Share { get; init; }

    /// <summary>Gets a class of <see cref="HtmlStyle"/> for the text, such as <c>good</c>.</summary>
    public string? Tone { get; init; }

    /// <summary>Gets further words in a paler colour.</summary>
    public string? Note { get; init; }

    /// <summary>Gets whether the text holds code between backticks, as titles of checks do.</summary>
    public bool HasCode { get; init; }

    /// <summary>Gets the number by which the cell is sorted; null for one that has none.</summary>
    public decimal? Sort { get; init; }

    /// <summary>Gets what the cell is to be found by, and is marked with: words of ours, such as <c>late</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    public static implicit operator SiteCell(string text) => new(text);

    public static implicit operator SiteCell(int number) => new(number.ToString(CultureInfo.InvariantCulture)) { Sort = number };

    // A cell that says it already needs no mark.
    private IEnumerable<string> Marks => Flags.Where(f => f != Text);

    internal string Html()
    {
        string text = HasCode ? HtmlMarkdown.Inline(MarkdownText.Inline(Text)) : StudentText.Html(StudentText.Terminal(Text));
        if (Page is not null) text = $"<a href=\"{Page}.html\">{text}</a>";
        if (Tone is not null) text = $"<span class=\"{Tone}\">{text}</span>";
        if (Note is { Length: > 0 }) text += $" <span class=\"note\">{StudentText.Html(StudentText.Terminal(Note))}</span>";
        text += string.Concat(Marks.Select(f => $" <span class=\"flag\">{StudentText.Html(f)}</span>"));
        return Share is { } share ? $"<span class=\"metered\">{SvgText.Meter(share)}<span>{text}</span></span>" : text;
    }

    internal string Markdown()
    {
        string text = MarkdownText.Cell(Text);
        if (Page is not null) text = $"[{text}]({Page}.md)";
        string note = string.Join(", ", ((string?[])[Note, .. Marks]).Where(n => n is { Length: > 0 }));
        return note.Length > 0 ? $"{text} ({MarkdownText.Cell(note)})" : text;
    }
}

/// <summary>What readers do with a table.</summary>
internal enum TableUse
{
    /// <summary>They read it.</summary>
    Read,

    /// <summary>They sort it.</summary>
    Sort,

    /// <summary>They search it, filter it and sort it.</summary>
    Filter,
}
