using System.Text.RegularExpressions;

namespace LLMCourse.M12;

/// <summary>Takes out of a text what points at a person, as far as a pattern can know it.</summary>
/// <remarks>Made for the notices of this course. Module 7 has a scanner for everything else.</remarks>
public static class PersonalDataMask
{
    private static readonly Regex Mail = new(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", RegexOptions.CultureInvariant);

    private static readonly Regex Iban = new("(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])", RegexOptions.CultureInvariant);

    private static readonly Regex Card = new("(?<![A-Za-z0-9])[0-9]([ -]?[0-9]){12,18}(?![A-Za-z0-9])", RegexOptions.CultureInvariant);

    private static readonly Regex Address = new(@"(?<![A-Za-z0-9.])[0-9]{1,3}(\.[0-9]{1,3}){3}(?![A-Za-z0-9])", RegexOptions.CultureInvariant);

    private static readonly Regex Phone = new(@"(?<![A-Za-z0-9])(\+[0-9]{1,3}|\(0[0-9]{2,4}\)|0[0-9]{2,4})([ -]?[0-9]{2,8}){2,4}(?![A-Za-z0-9])", RegexOptions.CultureInvariant);

    /// <summary>Puts <c>[mail]</c>, <c>[iban]</c>, <c>[card]</c>, <c>[ip]</c> and <c>[phone]</c> in the place of what it finds.</summary>
    /// <param name="text">The text, with single spaces.</param>
    public static string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = Mail.Replace(text, "[mail]");
        text = Iban.Replace(text, "[iban]");
        text = Card.Replace(text, match => PassesLuhn(match.Value) ? "[card]" : match.Value);
        text = Address.Replace(text, "[ip]");
        return Phone.Replace(text, "[phone]");
    }

    private static bool PassesLuhn(string card)
    {
        int[] digits = [.. card.Where(char.IsAsciiDigit).Reverse().Select((c, i) => (c - '0') * (1 + (i % 2)))];
        return digits.Sum(digit => digit > 9 ? digit - 9 : digit) % 10 == 0;
    }
}
