using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.M06;

/// <summary>A prompt with gaps: read once, filled as often as there are values.</summary>
/// <remarks>
/// <para>A template is read from left to right. <c>{{</c> stands for <c>{</c> and <c>}}</c> for <c>}</c>; any other <c>{</c> begins a
/// tag, which ends at the next <c>}</c>. Everything else is text and stays as it is, line breaks of either kind included.</para>
/// <list type="table">
/// <item><term><c>{name}</c></term><description>the variable's value as text</description></item>
/// <item><term><c>{name|trim|upper}</c></term><description>the value through filters, from left to right: <c>trim</c>, <c>upper</c> and
/// <c>json</c></description></item>
/// <item><term><c>{#each name}…{/each}</c></term><description>what stands between them, once for each item of a list; may be
/// nested</description></item>
/// <item><term><c>{.}</c>, <c>{.name}</c></term><description>in a loop: the item of the innermost one, or what an item that is a
/// dictionary has under this name; both may have filters, and <c>{#each .}</c> and <c>{#each .name}</c> loop over them</description></item>
/// </list>
/// <para>A name is made of the letters a to z and A to Z, digits and <c>_</c>, and does not begin with a digit. Nothing else may stand in
/// a tag, no blanks either but the one after <c>#each</c>. A value is never read as a template: braces in it come out as they are.</para>
/// <para>A value becomes text so: null is empty; a number or a date is written in the invariant culture; a list or a dictionary has no text
/// and is refused; of anything else it is <see cref="object.ToString"/>. <c>trim</c> takes white space off both ends and <c>upper</c> makes
/// capitals in the invariant culture, both of the value's text. <c>json</c> writes the value itself, a list or null too, as JSON.</para>
/// </remarks>
public sealed class PromptTemplate
{
    #region Solution
    private readonly IReadOnlyList<Part> _parts;

    private PromptTemplate(IReadOnlyList<Part> parts) => _parts = parts;

    #endregion
    /// <summary>Reads a template.</summary>
    /// <param name="source">The template; may be empty.</param>
    /// <returns>The template, which never changes.</returns>
    /// <exception cref="TemplateException">
    /// A brace has no partner, a tag is none of those above, a filter is unknown, <c>{.}</c> stands outside of a loop, or a loop is not
    /// closed or not opened. The place is that of the tag's first brace, or of the brace without a partner; of several open loops, the
    /// one opened last. Of several faults the first one counts.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    [Exercise("M06.E1", Title = "A prompt template engine", Weight = 1)]
    public static PromptTemplate Parse(string source)
    {
        // TODO M06.E1: cut the source into text and tags, from left to right, and refuse what is malformed.
        #region Solution
        ArgumentNullException.ThrowIfNull(source);
        Stack<(Loop Loop, List<Part> Outside)> open = [];
        List<Part> parts = [];
        for (int at = 0; at < source.Length;)
        {
            int brace = source.IndexOfAny(['{', '}'], at);
            if (brace < 0) brace = source.Length;
            if (brace > at) parts.Add(new Literal(source[at..brace]));
            if (brace == source.Length) break;
            if (brace + 1 < source.Length && source[brace + 1] == source[brace])
            {
                parts.Add(new Literal(source[brace..(brace + 1)]));
                at = brace + 2;
                continue;
            }

            Place place = Place.Of(source, brace);
            if (source[brace] == '}') throw place.Fault("this } closes nothing; write }} for a brace.");
            int end = source.IndexOf('}', brace);
            if (end < 0) throw place.Fault("this { is never closed; write {{ for a brace.");
            string tag = source[(brace + 1)..end];
            at = end + 1;
            if (tag == "/each")
            {
                if (!open.TryPop(out (Loop Loop, List<Part> Outside) closed)) throw place.Fault("{/each} closes no loop; begin one with {#each name}.");
                closed.Outside.Add(closed.Loop with { Body = parts });
                parts = closed.Outside;
            }
            else if (tag.StartsWith("#each ", StringComparison.Ordinal))
            {
                string path = tag["#each ".Length..];
                CheckPath(path, open.Count > 0, place);
                open.Push((new Loop(path, [], place), parts));
                parts = [];
            }
            else
            {
                string[] words = tag.Split('|');
                CheckPath(words[0], open.Count > 0, place);
                foreach (string filter in words[1..])
                {
                    if (filter is not ("trim" or "upper" or "json")) throw place.Fault($"there is no filter '{filter}'; take trim, upper or json.");
                }

                parts.Add(new Gap(words[0], words[1..], place));
            }
        }

        if (open.TryPop(out (Loop Loop, List<Part> Outside) last)) throw last.Loop.Place.Fault("this loop has no {/each}.");
        return new PromptTemplate(parts);
        #endregion
    }

    /// <summary>Fills the template.</summary>
    /// <param name="values">The variables, by name. Those that the template does not use are not looked at.</param>
    /// <returns>The text.</returns>
    /// <exception cref="TemplateException">
    /// A variable is missing, or an item has no such name, and the message names it; what is looped over is neither a list nor null (a
    /// text and a dictionary are no lists); or a list or a dictionary is to become text. The place is that of the tag. Only what is
    /// reached is refused: the inside of a loop over nothing needs no values.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    [Exercise("M06.E1")]
    public string Render(IReadOnlyDictionary<string, object?> values)
    {
        // TODO M06.E1: write text as it is, and for each tag the value's text, which is never read as a template.
        #region Solution
        ArgumentNullException.ThrowIfNull(values);
        StringBuilder output = new();
        Write(_parts, values, null, output);
        return output.ToString();
        #endregion
    }

    #region Solution
    private static void CheckPath(string path, bool inLoop, Place place)
    {
        bool ofItem = path.StartsWith('.');
        string name = ofItem ? path[1..] : path;
        bool isName = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!isName && path != ".") throw place.Fault($"'{path}' is no name; write {{{{ and }}}} for braces that are text.");
        if (ofItem && !inLoop) throw place.Fault($"'{path}' stands outside of a loop, where there is no item.");
    }

    private static void Write(IReadOnlyList<Part> parts, IReadOnlyDictionary<string, object?> values, object? item, StringBuilder output)
    {
        foreach (Part part in parts)
        {
            switch (part)
            {
                case Literal literal:
                    output.Append(literal.Text);
                    break;
                case Gap gap:
                    object? value = gap.Filters.Aggregate(Find(gap.Path, gap.Place, values, item), (now, filter) => Filter(now, filter, gap.Place));
                    output.Append(Text(value, gap.Place));
                    break;
                case Loop loop:
                    foreach (object? each in Items(Find(loop.Path, loop.Place, values, item), loop)) Write(loop.Body, values, each, output);
                    break;
            }
        }
    }

    private static object? Find(string path, Place place, IReadOnlyDictionary<string, object?> values, object? item)
    {
        if (path == ".") return item;
        IReadOnlyDictionary<string, object?>? source = path.StartsWith('.') ? item as IReadOnlyDictionary<string, object?> : values;
        string name = path.TrimStart('.');
        return source is not null && source.TryGetValue(name, out object? value)
            ? value
            : throw place.Fault(path == name ? $"there is no value for '{name}'; add it." : $"the item has nothing under the name '{name}'; loop over dictionaries that have it.");
    }

    private static IEnumerable Items(object? value, Loop loop) => value switch
    {
        null => Array.Empty<object?>(),
        IEnumerable list and not (string or IDictionary) => list,
        _ => throw loop.Place.Fault($"'{loop.Path}' is no list; give one to loop over."),
    };

    private static object? Filter(object? value, string filter, Place place) => filter switch
    {
        "trim" => Text(value, place).Trim(),
        "upper" => Text(value, place).ToUpperInvariant(),
        _ => JsonSerializer.Serialize(value),
    };

    private static string Text(object? value, Place place) => value switch
    {
        string text => text,
        null => "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable => throw place.Fault("a list or a dictionary has no text; loop over it, or write it with |json."),
        _ => string.Concat(value),
    };

    private abstract record Part;

    private sealed record Literal(string Text) : Part;

    private sealed record Gap(string Path, string[] Filters, Place Place) : Part;

    private sealed record Loop(string Path, IReadOnlyList<Part> Body, Place Place) : Part;

    private readonly record struct Place(int Line, int Column)
    {
        public static Place Of(string source, int index)
        {
            ReadOnlySpan<char> before = source.AsSpan(0, index);
            return new Place(before.Count('\n') + 1, index - before.LastIndexOf('\n'));
        }

        public TemplateException Fault(string what) => new(what, Line, Column);
    }
    #endregion
}
