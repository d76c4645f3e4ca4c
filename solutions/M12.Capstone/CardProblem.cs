namespace LLMCourse.M12;

/// <summary>Something in which the data are not what the card says, or cannot be used as it says.</summary>
/// <param name="Code">One of the constants of this type.</param>
/// <param name="Where">What it is about; each code says what stands here.</param>
public sealed record CardProblem(string Code, string Where)
{
    /// <summary>A source is on the card, and was not delivered; its name.</summary>
    public const string SourceMissing = "source-missing";

    /// <summary>A split has a row of a source that is not on the card; the source's name.</summary>
    public const string SourceUndeclared = "source-undeclared";

    /// <summary>A source has another hash than the card; its name.</summary>
    public const string Hash = "hash";

    /// <summary>A source has another number of rows than the card; its name.</summary>
    public const string Rows = "rows";

    /// <summary>A source came with another licence than the card's; its name.</summary>
    public const string LicenceDiffers = "licence-differs";

    /// <summary>The card's licence for a source is not in the table; the source's name.</summary>
    public const string LicenceRefused = "licence-refused";

    /// <summary>A split is on the card, and was not made; its name.</summary>
    public const string SplitMissing = "split-missing";

    /// <summary>A split was made, and is not on the card; its name.</summary>
    public const string SplitUndeclared = "split-undeclared";

    /// <summary>A split has another share of the rows than the card says, by more than 0.05; its name.</summary>
    public const string SplitSize = "split-size";

    /// <summary>A class of the task has no row in a split; <c>split/class</c>.</summary>
    public const string ClassMissing = "class-missing";

    /// <summary>The metric is accuracy, and one class has more than half of a split's rows; the split's name.</summary>
    public const string MetricUnfit = "metric-unfit";

    /// <summary>A row has the text of a row in an earlier split; <c>split/source#row = split/source#row</c>, the later row first.</summary>
    public const string LeakExact = "leak-exact";

    /// <summary>A row is a near-duplicate of a row in an earlier split; <c>split/source#row ~ split/source#row</c>, the later row first.</summary>
    public const string LeakNear = "leak-near";

    /// <summary>Gets the problem as a sentence.</summary>
    public override string ToString() => Code switch
    {
        SourceMissing => $"the source '{Where}' is on the card, and was not delivered",
        SourceUndeclared => $"rows of the source '{Where}' are used, and it is not on the card",
        Hash => $"the source '{Where}' has another SHA-256 than the card says: it was changed, or the card is old",
        Rows => $"the source '{Where}' has another number of rows than the card says",
        LicenceDiffers => $"the source '{Where}' came with another licence than the card says",
        LicenceRefused => $"the licence of the source '{Where}' is not one that the course accepts",
        SplitMissing => $"the split '{Where}' is on the card, and was not made",
        SplitUndeclared => $"the split '{Where}' was made, and is not on the card",
        SplitSize => $"the split '{Where}' has another share of the rows than the card says",
        ClassMissing => $"'{Where}' has no row",
        MetricUnfit => $"one class has more than half of '{Where}', so that accuracy says little: use macro-f1",
        LeakExact => $"the same text is in two splits: {Where}",
        LeakNear => $"nearly the same text is in two splits: {Where}",
        _ => $"{Code}: {Where}",
    };
}
