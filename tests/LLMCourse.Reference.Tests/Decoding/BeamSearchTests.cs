using LLMCourse.Reference.Decoding;

namespace LLMCourse.Reference.Tests.Decoding;

public sealed class BeamSearchTests
{
    [Fact]
    public void Search_HandWorked_FindsTheTextThatGreedyMisses()
    {
        // From 0: 1 with 0.6, 2 with 0.4. From 1 everything is equal; from 2 the token 3 is certain.
        // "1 0" has 0.6 · 0.25 = 0.15, "2 3" has 0.4 · 1.
        var model = new Table([Log(0, 0.6, 0.4, 0), Log(0.25, 0.25, 0.25, 0.25), Log(0, 0, 0, 1), Log(1, 0, 0, 0)]);

        Hypothesis greedy = BeamSearch.Search(model, [0], new BeamSearchOptions { Width = 1, MaxTokens = 2 })[0];
        IReadOnlyList<Hypothesis> beams = BeamSearch.Search(model, [0], new BeamSearchOptions { Width = 2, MaxTokens = 2 });

        Assert.Equal([1, 0], greedy.Tokens);
        Assert.Equal([2, 3], beams[0].Tokens);
        Assert.Equal(Math.Log(0.4), beams[0].LogProbability, 6);
        Assert.Equal(Math.Log(0.4) / 2, beams[0].Score, 6);
        Assert.Equal([1, 0], beams[1].Tokens);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    [InlineData(1)]
    public void Search_WidthOfAllTexts_EqualsExhaustiveSearch(double lengthPenalty)
    {
        const int Vocabulary = 4, Length = 4, Stop = 3;
        for (int seed = 0; seed < 5; seed++)
        {
            Table model = Table.Random(seed, Vocabulary);
            var all = Continue(model, [], 0).Select(found => new Hypothesis(
                found.Tokens, found.LogProbability, found.LogProbability / Math.Pow(found.Tokens.Length, lengthPenalty),
                found.Tokens[^1] == Stop)).ToList();

            IReadOnlyList<Hypothesis> beams = BeamSearch.Search(
                model, [1], new BeamSearchOptions { Width = 256, MaxTokens = Length, LengthPenalty = lengthPenalty, StopIds = [Stop] });

            Assert.Equal(all.Count, beams.Count);
            var expected = all.OrderByDescending(found => found.Score).ToList();
            for (int i = 0; i < all.Count; i++)
            {
                Assert.Equal(expected[i].Score, beams[i].Score, 6);
                Assert.Equal(beams[i].LogProbability, all.Single(found => found.Tokens.SequenceEqual(beams[i].Tokens)).LogProbability, 6);
                Assert.Equal(beams[i].Tokens[^1] == Stop, beams[i].IsFinished);
            }
        }

        static IEnumerable<(int[] Tokens, double LogProbability)> Continue(Table model, int[] text, double logProbability)
        {
            for (int id = 0; id < Vocabulary; id++)
            {
                int[] next = [.. text, id];
                double sum = logProbability + model.LogProbability(text.Length == 0 ? 1 : text[^1], id);
                if (id == Stop || next.Length == Length)
                {
                    yield return (next, sum);
                    continue;
                }

                foreach (var longer in Continue(model, next, sum))
                    yield return longer;
            }
        }
    }

    [Fact]
    public void Search_WidthOne_IsGreedyAlsoWhereItStops()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Table model = Table.Random(seed, 6);
            Generation greedy =
                new TextGenerator(model, SamplingOptions.Greedy).Generate([2], new GenerationOptions { MaxTokens = 10, StopIds = [5] });

            Hypothesis beam =
                Assert.Single(BeamSearch.Search(model, [2], new BeamSearchOptions { Width = 1, MaxTokens = 10, StopIds = [5] }));

            Assert.Equal(greedy.Tokens, beam.Tokens.Where(id => id != 5));
            Assert.Equal(greedy.Reason == StopReason.StopToken, beam.IsFinished);
        }
    }

    [Fact]
    public void Search_CachedModel_HasNoDuplicatesAndTheModelsProbabilities()
    {
        using Gpt model = Models.Random(GptConfig.TinyModern with { Layers = 1 });
        using var logits = new GptLogits(model);

        IReadOnlyList<Hypothesis> beams = BeamSearch.Search(logits, [1, 2, 3], new BeamSearchOptions { Width = 5, MaxTokens = 6 });

        Assert.Equal(5, beams.Select(beam => string.Join(' ', beam.Tokens)).Distinct().Count());
        foreach (Hypothesis beam in beams)
        {
            double[] all = Models.Logits(model, [1, 2, 3, .. beam.Tokens]);
            double expected =
                beam.Tokens.Select((id, i) => all[((i + 2) * 65) + id] - Math.Log(all[((i + 2) * 65)..((i + 3) * 65)].Sum(Math.Exp))).Sum();
            Assert.Equal(expected, beam.LogProbability, 4);
        }
    }

    [Fact]
    public void Search_NoTokensOrBadArguments_AreHandled()
    {
        Table model = Table.Random(1, 3);

        Assert.Empty(Assert.Single(BeamSearch.Search(model, [0], new BeamSearchOptions { MaxTokens = 0 })).Tokens);
        Assert.Throws<ArgumentException>(() => BeamSearch.Search(model, []));
        Assert.Throws<ArgumentException>(() => BeamSearch.Search(model, [0], new BeamSearchOptions { Width = 0 }));
        Assert.Throws<ArgumentException>(() => BeamSearch.Search(model, [0], new BeamSearchOptions { LengthPenalty = double.NaN }));
        Assert.Throws<OperationCanceledException>(() => BeamSearch.Search(model, [0], cancellation: new CancellationToken(canceled: true)));
    }

    private static float[] Log(params double[] probabilities) => Array.ConvertAll(probabilities, p => (float)Math.Log(p));
}
