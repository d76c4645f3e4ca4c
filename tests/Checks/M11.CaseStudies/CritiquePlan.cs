namespace LLMCourse.Checks.M11;

/// <summary>What is said of a product, and how it is measured. Greater values are better ones everywhere.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsStrength">Whether the value is claimed to be at least the bound, or at most.</param>
/// <param name="Case">Which product.</param>
/// <param name="Slice">Which of its rows.</param>
/// <param name="Beside">The slice whose value is taken off; its rows are of the same inputs in the same order. Null: none is.</param>
/// <param name="Metric">What is measured, one of <see cref="CritiqueStatistics.Metrics"/>.</param>
/// <param name="Bound">What the whole interval lies above, or below.</param>
/// <param name="Claim">The same in words.</param>
internal sealed record CritiquePoint(string Id, bool IsStrength, string Case, string Slice, string? Beside, string Metric, double Bound,
    string Claim);

/// <summary>The products, the slices of their inputs, and what is said of them.</summary>
internal static class CritiquePlan
{
    public const string Chat = "chat", Summary = "summary", Translation = "translation", Code = "code", Moderation = "moderation",
        Extraction = "extraction";

    public const string Asked = "asked with a word of the fact", OtherWords = "asked in other words", TakenBack = "taken back",
        Budget = "the dearest prompt";
    public const string Repeated = "said again and again", RepeatedLead = "said again and again: first three sentences", Once = "said once",
        OnceLead = "said once: first three sentences";
    public const string Clause = "one clause", Names = "one clause with a name", Clauses = "two clauses";
    public const string First = "examples show it: first program", Repaired = "examples show it: after two repairs",
        HiddenFirst = "no example shows it: first program", HiddenRepaired = "no example shows it: after two repairs";
    public const string Harmless = "harmless", Spam = "spam", Quoting = "harmless, quotes spam", Same = "window of the same stream",
        Shifted = "window of a shifted stream", Slow = "window with one mail in ten shifted";
    public const string Notice = "values of a notice", Invented = "made up by the model", InWords = "amounts in words", Denied = "denied",
        MonthFirst = "month before day";

    /// <summary>Gets every slice, with the fewest rows that it may have.</summary>
    public static IReadOnlyList<(string Case, string Slice, int Least)> Slices { get; } =
    [
        (Chat, Asked, 20), (Chat, OtherWords, 20), (Chat, TakenBack, 20), (Chat, Budget, 20), (Summary, Repeated, 20),
        (Summary, RepeatedLead, 20), (Summary, Once, 20), (Summary, OnceLead, 20), (Translation, Clause, 50), (Translation, Names, 50),
        (Translation, Clauses, 50),
        (Code, First, 60), (Code, Repaired, 60), (Code, HiddenFirst, 60), (Code, HiddenRepaired, 60), (Moderation, Harmless, 300),
        (Moderation, Spam, 100), (Moderation, Quoting, 100), (Moderation, Same, 20), (Moderation, Shifted, 20), (Moderation, Slow, 20),
        (Extraction, Notice, 80), (Extraction, Invented, 20), (Extraction, InWords, 40), (Extraction, Denied, 20),
        (Extraction, MonthFirst, 20),
    ];

    public static IReadOnlyList<string> Cases { get; } = [Chat, Summary, Translation, Code, Moderation, Extraction];

    public static IReadOnlyList<CritiquePoint> Points { get; } =
    [
        new("chat-recall", true, Chat, Asked, null, "right", 0.8,
            "A fact of the first turn is known in the fortieth, if the question has a word of it."),
        new("chat-budget", true, Chat, Budget, null, "right", 0.8, "No prompt of forty turns costs more than 256 tokens."),
        new("chat-other-words", false, Chat, OtherWords, null, "right", 0.3,
            "The same fact is not found by a question in other words: recall compares words, not meanings."),
        new("chat-taken-back", false, Chat, TakenBack, null, "right", 0.3, "What the user takes back without a new value stays a fact."),
        new("summary-repeated", true, Summary, Repeated, RepeatedLead, "rougeL", 0.3,
            "Where what matters is said again and again, the summary is nearer to the right one than the text's first three sentences, by 0.3 of ROUGE-L."),
        new("summary-once", false, Summary, Once, OnceLead, "rougeL", -0.2,
            "Where it is said once, at the beginning, the first three sentences are nearer, by 0.2: what is repeated is not what matters."),
        new("translation-clause", true, Translation, Clause, null, "bleu", 90,
            "Sentences as long as those of the training, but not among them, are translated with a BLEU of 90."),
        new("translation-names", true, Translation, Names, null, "names", 0.9,
            "Nine of ten sentences with names that no training sentence has keep all their names."),
        new("translation-longer", false, Translation, Clauses, null, "bleu", 50,
            "Sentences of two clauses, of which the training has none, get a BLEU below 50."),
        new("code-repair", true, Code, Repaired, First, "right", 0.2,
            "Two repairs make 20 of 100 programs right that were wrong at first, where examples show the slip."),
        new("code-hidden", false, Code, HiddenRepaired, HiddenFirst, "right", 0.05,
            "Where no example shows the slip, repairs mend nothing: the loop does not even begin."),
        new("moderation-harmless", true, Moderation, Harmless, null, "right", 0.95,
            "With a threshold for 2 % of false alarms, at most 5 % of new harmless mails are held up."),
        new("moderation-spam", true, Moderation, Spam, null, "right", 0.7, "At that threshold seven of ten spam mails are caught."),
        new("moderation-shift", true, Moderation, Shifted, null, "right", 0.8,
            "A stream of which six mails in ten have changed is noticed within a window of 200."),
        new("moderation-quiet", true, Moderation, Same, null, "right", 0.8, "A stream that has not changed does not wake anybody."),
        new("moderation-quoting", false, Moderation, Quoting, null, "right", 0.8,
            "Harmless mails that quote spam are held up ten times as often as the target says, and more."),
        new("moderation-slow", false, Moderation, Slow, null, "right", 0.3, "A change of one mail in ten is not noticed."),
        new("extraction-notices", true, Extraction, Notice, null, "f1", 0.95,
            "Values in the forms of the notices are extracted with an F1 of 0.95."),
        new("extraction-invented", true, Extraction, Invented, null, "right", 0.8,
            "What the model makes up and the notice does not have becomes null."),
        new("extraction-words", false, Extraction, InWords, null, "right", 0.3, "Amounts in words are not read."),
        new("extraction-denied", false, Extraction, Denied, null, "right", 0.3,
            "What a notice denies is taken for what it says: the words are there."),
        new("extraction-month", false, Extraction, MonthFirst, null, "right", 0.3,
            "Days written with the month first are taken for other days, or for none."),
    ];
}
