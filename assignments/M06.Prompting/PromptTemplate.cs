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
        throw new NotImplementedException("M06.E1: cut the source into text and tags, from left to right, and refuse what is malformed.");
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
        throw new NotImplementedException("M06.E1: write text as it is, and for each tag the value's text, which is never read as a template.");
    }
}
