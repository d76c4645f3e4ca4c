using System.Globalization;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Checks.M11;

/// <summary>The moderation service on mails, with a threshold for a rate of false alarms, and
/// its drift detector on three streams.</summary>
internal static class ModerationCase
{
    private const int Lessons = 1500, Calibration = 1500, Streams = 20, Window = 200;
    private const double TargetRate = 0.02;

    public static IEnumerable<(string Slice, string Input, string? Expected, string? Got)> Run(ulong seed)
    {
        Dictionary<string, double> weights = Learn(MailCorpus.Generate(seed, Lessons));
        IReadOnlyList<double> Scores(IReadOnlyList<string> texts) => [.. texts.Select(text => Score(weights, text))];
        IReadOnlyList<Mail> known = MailCorpus.Generate(seed + 1, Calibration), mails = MailCorpus.Generate(seed + 2, 800);
        double threshold = ModerationThresholds.At(Scores(Texts(known, isSpam: false)), TargetRate);
        ModerationService service = new([new ModerationCategory("spam", Scores, threshold, threshold)]);
        string[] harmless = Texts(mails, isSpam: false), spam = Texts(mails, isSpam: true);
        foreach ((string slice, string[] texts, string expected) in new[]
        {
            (CritiquePlan.Harmless, harmless, "allow"), (CritiquePlan.Spam, [.. spam.Take(200)], "block"),
            (CritiquePlan.Quoting, [.. harmless.Take(100).Zip(spam, Quote)], "allow"),
        })
        {
            IReadOnlyList<ModerationDecision> decisions = service.Moderate(texts);
            for (int i = 0; i < texts.Length; i++)
                yield return (slice, texts[i], expected, decisions[i].Action.ToString().ToLowerInvariant());
        }

        IReadOnlyList<double> reference = Scores([.. known.Select(mail => mail.Text)]);
        IReadOnlyList<Mail> stream = MailCorpus.Generate(seed + 3, Streams * Window);
        string[] quoted = Texts(MailCorpus.Generate(seed + 4, Streams * Window), isSpam: true);
        foreach ((string slice, int shifted,
            string expected) in new[] { (CritiquePlan.Same, 0, "quiet"), (CritiquePlan.Shifted, 6, "drift"),
                (CritiquePlan.Slow, 1, "drift") })
        {
            DriftDetector detector = new(reference, new DriftOptions { Window = Window });
            for (int i = 0; i < stream.Count; i++)
            {
                DriftReport? report =
                    detector.Add(Score(weights, i % 10 < shifted ? Quote(stream[i].Text, quoted[i % quoted.Length]) : stream[i].Text));
                if ((i + 1) % Window == 0)
                    yield return (slice, string.Create(CultureInfo.InvariantCulture,
                        $"mails {i + 1 - Window} to {i} of a stream; {shifted} of 10 quote spam"), expected, report is null
                            ? null
                            : report.IsDrift ? "drift" : "quiet");
            }
        }
    }

    private static string[] Texts(IReadOnlyList<Mail> mails, bool isSpam) =>
        [.. mails.Where(mail => mail.IsSpam == isSpam).Select(mail => mail.Text)];

    private static string Quote(string text, string other) => $"{text}\nPlease be warned of mails like this one:\n{other}";

    // Naive Bayes: of each word, how much likelier it is in spam.
    private static Dictionary<string, double> Learn(IReadOnlyList<Mail> mails)
    {
        Dictionary<string, (int Spam, int Other)> counts = new(StringComparer.Ordinal);
        foreach (Mail mail in mails)
        {
            foreach (string word in ContentWords.Of(mail.Text).Distinct(StringComparer.Ordinal))
            {
                (int spam, int other) = counts.GetValueOrDefault(word);
                counts[word] = mail.IsSpam ? (spam + 1, other) : (spam, other + 1);
            }
        }

        return counts.ToDictionary(pair => pair.Key, pair => Math.Log((pair.Value.Spam + 1.0) / (pair.Value.Other + 1.0)),
            StringComparer.Ordinal);
    }

    private static double Score(Dictionary<string, double> weights, string text) =>
        Math.Round(ContentWords.Of(text).Distinct(StringComparer.Ordinal).Sum(word => weights.GetValueOrDefault(word)), 9);
}
