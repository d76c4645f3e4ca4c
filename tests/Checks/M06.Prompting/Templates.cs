using System.Globalization;

namespace LLMCourse.Checks.M06;

/// <summary>What the checks of the template engine share.</summary>
internal static class Templates
{
    public static Dictionary<string, object?> Values(params (string Name, object? Value)[] pairs) =>
        pairs.ToDictionary(p => p.Name, p => p.Value);

    public static string Render(string source, params (string Name, object? Value)[] pairs) =>
        PromptTemplate.Parse(source).Render(Values(pairs));

    /// <summary>Says where a template is refused; a text that names the exception's type where it is another one.</summary>
    public static string Refusal(Action call, string mentions = "")
    {
        try
        {
            call();
        }
        catch (NotImplementedException)
        {
            throw;
        }
        catch (TemplateException e)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"line {e.Line}, column {e.Column}");
            return mentions.Length == 0 ? place : e.Message.Contains(mentions, StringComparison.Ordinal)
                ? $"{place}, named"
                : $"{place}, not named";
        }
        catch (Exception e)
        {
            return ExceptionName.Of(e);
        }

        return "accepted";
    }

    /// <summary>Runs with a culture that writes numbers and dates otherwise, made by hand so that it exists on every machine.</summary>
    public static string InAnotherCulture(Func<string> work)
    {
        CultureInfo before = CultureInfo.CurrentCulture, other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NumberDecimalSeparator = ",";
        other.NumberFormat.NegativeSign = "−";
        other.NumberFormat.NaNSymbol = "keine Zahl";
        other.NumberFormat.PositiveInfinitySymbol = "unendlich";
        other.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        other.DateTimeFormat.LongTimePattern = "HH.mm";
        other.DateTimeFormat.ShortTimePattern = "HH.mm";
        try
        {
            CultureInfo.CurrentCulture = other;
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
