namespace LLMCourse.M07;

/// <summary>The check of international bank account numbers.</summary>
public static class Iban
{
    /// <summary>Says whether a text is an account number of one of the countries of <see cref="IbanLengths"/>.</summary>
    /// <remarks>
    /// The first four characters go to the end, each letter becomes two digits (A 10 … Z 35), and the number that this makes leaves 1 when
    /// it is
    /// divided by 97. It has up to 56 digits, more than any integer type holds; take the remainder digit by digit. ISO 13616-1.
    /// </remarks>
    /// <param name="text">The number without spaces: two capital letters, two digits, capital letters and digits.</param>
    [Exercise("M07.E1")]
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E1: check the length by country, then the remainder of the rearranged number.
        #region Solution
        if (text.Length < 2 || IbanLengths.ByCountry.GetValueOrDefault(text[..2]) != text.Length) return false;
        if (!char.IsAsciiDigit(text[2]) || !char.IsAsciiDigit(text[3])) return false;
        int rest = 0;
        foreach (char c in text[4..] + text[..4])
        {
            if (char.IsAsciiDigit(c)) rest = ((rest * 10) + (c - '0')) % 97;
            else if (char.IsAsciiLetterUpper(c)) rest = ((rest * 100) + (c - 'A' + 10)) % 97;
            else return false;
        }

        return rest == 1;
        #endregion
    }
}
