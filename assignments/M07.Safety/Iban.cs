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
        throw new NotImplementedException("M07.E1: check the length by country, then the remainder of the rearranged number.");
    }
}
