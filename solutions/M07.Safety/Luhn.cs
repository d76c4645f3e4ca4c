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
        #region Solution
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiDigit(digits[^(i + 1)])) return false;
            int digit = (digits[^(i + 1)] - '0') << (i % 2);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return digits.Length > 0 && sum % 10 == 0;
        #endregion
    }
}
