namespace LLMCourse.M07;

/// <summary>The kinds of personal data that are looked for, by the names that stand in tokens and counts.</summary>
public static class PersonalData
{
    /// <summary>An e-mail address.</summary>
    public const string Email = "EMAIL_ADDRESS";

    /// <summary>A phone number.</summary>
    public const string Phone = "PHONE_NUMBER";

    /// <summary>An IPv4 or IPv6 address.</summary>
    public const string Ip = "IP_ADDRESS";

    /// <summary>The number of a payment card.</summary>
    public const string Card = "CARD_NUMBER";

    /// <summary>An international bank account number.</summary>
    public const string Iban = "IBAN";

    /// <summary>Gets all kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Email, Phone, Ip, Card, Iban];
}
