namespace LLMCourse.M07;

/// <summary>The check digit of payment cards.</summary>
public static class Luhn
{
    /// <summary>Says whether digits end in the right check digit.</summary>
    /// <remarks>
    /// From the right, every second digit is doubled, the last one not; a result of two digits counts as their sum. All add up to a
    /// multiple
    /// of 10. ISO/IEC 7812-1, annex B.
    /// </remarks>
    /// <param name="digits">Digits 0 to 9; with anything else among them, and with none at all, it is not valid.</param>
    [Exercise("M07.E1")]
    public static bool IsValid(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        // TODO M07.E1: add the digits up from the right, every second one doubled, and look at the last digit of the sum.
        throw new NotImplementedException("M07.E1: add the digits up from the right, every second one doubled, and look at the last digit of the sum.");
    }
}
