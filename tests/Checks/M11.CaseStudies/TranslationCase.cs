namespace LLMCourse.Checks.M11;

/// <summary>The translator, trained on sentences of one clause, on new ones of one clause, on such
/// with names, and on sentences of two.</summary>
internal static class TranslationCase
{
    private const int Lessons = 4000, HeldOut = 150, Longer = 60, AtOnce = 30;

    public static IEnumerable<(string Slice, string Input, string? Expected, string? Got)> Run(ulong seed, Action<double> progress)
    {
        ParallelGrammar grammar = new();
        WordVocabulary vocabulary = new(grammar.Words);
        (IReadOnlyList<SentencePair> lessons, IReadOnlyList<SentencePair> heldOut) = grammar.Split(seed, Lessons, HeldOut);
        SentencePair[] exam = [.. heldOut, .. grammar.Split(seed + 1, 0, Longer, clauses: 2).HeldOut];
        using TranslatorModel model = new(vocabulary.Count, width: 64, layers: 2, heads: 4, seed);
        _ = TranslationTrainer.Train(model, lessons, vocabulary, new TranslationOptions { Seed = seed });
        Translator translator = new(model, vocabulary);
        for (int i = 0; i < exam.Length; i += AtOnce)
        {
            progress(0.8 + (0.2 * i / exam.Length));
            SentencePair[] some = exam[i..Math.Min(exam.Length, i + AtOnce)];
            IReadOnlyList<Translation> translations =
                translator.Translate([.. some.Select(pair => pair.Source)], new BeamOptions { Width = 4, MaxLength = 40 });
            for (int j = 0; j < some.Length; j++)
            {
                string slice = i + j >= HeldOut ? CritiquePlan.Clauses : some[j].Source.Any(word => char.IsUpper(word[0]))
                    ? CritiquePlan.Names
                    : CritiquePlan.Clause;
                yield return (slice, string.Join(' ', some[j].Source), string.Join(' ', some[j].Target),
                    string.Join(' ', translations[j].Words));
            }
        }
    }
}
