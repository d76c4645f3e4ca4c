using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M09;

[Trait("Exercise", "M09.E5")]
public sealed class GrpoTests
{
    [Fact(DisplayName = "M09.E5 Worked by hand: a teacher that is sure of one of two tokens, at temperature 2")]
    public void Loss_OfTwoTokens_IsTheWeighedSum()
    {
        using var scope = NewDisposeScope();
        Tensor student = tensor(new float[,] { { 0, 0 } }), teacher = tensor(new float[,] { { 2 * (float)Math.Log(3), 0 } });

        // At temperature 2 the teacher says 3/4 and 1/4, the student a half each.
        double divergence = (0.75 * Math.Log(0.75 / 0.5)) + (0.25 * Math.Log(0.25 / 0.5));
        Tensor loss = Distillation.Loss(student, teacher, tensor(new long[] { 1 }), temperature: 2, alpha: 0.3);

        Assert.Equal((0.3 * 4 * divergence) + (0.7 * Math.Log(2)), loss.item<float>(), 1e-6);
    }

    [Fact(DisplayName = "M09.E5 Positions with label −100 count in neither term")]
    public void Loss_LeftOutPositions_DoNotCount()
    {
        using var scope = NewDisposeScope();
        Tensor student = randn([2, 3, 5], generator: new Generator(1)), teacher = randn([2, 3, 5], generator: new Generator(2));

        Tensor all = Distillation.Loss(student[0], teacher[0], tensor(new long[] { 1, 2, 3 }), 1.5, 0.5);
        Tensor masked = Distillation.Loss(student, teacher, tensor(new long[,] { { 1, 2, 3 }, { -100, -100, -100 } }), 1.5, 0.5);

        Assert.Equal(all.item<float>(), masked.item<float>(), 1e-6);
    }

    [Fact(DisplayName = "M09.E5 Worked by hand: rewards 1, 0, 0, 1 have the sample's deviation 0.577, and equal rewards teach nothing")]
    public void Advantages_OfTwoGroups_AreComparedWithinEach()
    {
        double[] advantages = Grpo.Advantages([1, 0, 0, 1, 0.1, 0.1, 0.1, 0.1], groupSize: 4);

        double one = 0.5 / (Math.Sqrt(1 / 3.0) + 1e-6);
        double[] expected = [one, -one, -one, one, 0, 0, 0, 0];
        Assert.All(advantages.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        Assert.Equal([0, 0, 0, 0], advantages[4..]);
    }

    [Theory(DisplayName = "M09.E5 Worked by hand: a ratio of 1.5 is clipped where that holds the policy back, and only there")]
    [InlineData(1, 1.5, -1.2)]
    [InlineData(-1, 1.5, 1.5)]
    [InlineData(1, 0.5, -0.5)]
    [InlineData(-1, 0.5, 0.8)]
    public void ClipLoss_OfOneToken_TakesTheSmallerProduct(double advantage, double ratio, double expected)
    {
        using var scope = NewDisposeScope();
        Tensor old = tensor(new float[,] { { 0, -2 } }), now = tensor(new[,] { { 0, -2 + (float)Math.Log(ratio) } });

        Tensor loss = Grpo.ClipLoss(now, old, tensor(new[] { (float)advantage }), tensor(new[,] { { false, true } }));

        Assert.Equal(expected, loss.item<float>(), 1e-6);
    }

    [Fact(DisplayName = "M09.E5 A reply of three tokens beside one of one: the two ways to take a mean")]
    public void ClipLoss_RepliesOfSeveralLengths_AreWeighedAsAsked()
    {
        using var scope = NewDisposeScope();
        Tensor same = zeros(2, 4), mask = tensor(new[,] { { false, true, true, true }, { false, true, false, false } }), advantages = tensor(new[] { 1f, -1 });

        Assert.Equal(0, Grpo.ClipLoss(same, same, advantages, mask).item<float>(), 1e-6);                        // (−1 + 1) / 2
        Assert.Equal(-0.5, Grpo.ClipLoss(same, same, advantages, mask, normalization: GrpoNormalization.PerToken).item<float>(), 1e-6); // (−3 + 1) / 4
    }

    [Fact(DisplayName = "M09.E5 The estimate of KL is never below 0, and 0 for the same model")]
    public void Divergence_OfAnything_IsNotNegative()
    {
        using var scope = NewDisposeScope();
        Tensor some = randn([3, 4], generator: new Generator(1)), other = randn([3, 4], generator: new Generator(2)), mask = ones(3, 4, dtype: ScalarType.Bool);

        Assert.True(Grpo.Divergence(some, other, mask).item<float>() > 0);
        Assert.Equal(0, Grpo.Divergence(some, some, mask).item<float>());
    }

    [Fact(DisplayName = "M09.E5 Replies end at the end token or at the longest length, and come in groups")]
    public void Sample_TwoPrompts_ComeInGroups()
    {
        using var model = new Gpt(GptConfig.TinyModern with { VocabularySize = 6, ContextLength = 16, Layers = 1, Width = 8, Heads = 2, FeedForwardWidth = 16 }, seed: 1);

        IReadOnlyList<Rollout> rollouts = RolloutSampler.Sample(model, [[1, 2], [3]], groupSize: 20, end: 5, longest: 4, new Xoshiro256(1));

        Assert.Equal(40, rollouts.Count);
        Assert.All(rollouts.Take(20), rollout => Assert.Equal([1, 2], rollout.Prompt));
        Assert.All(rollouts, rollout => Assert.Equal(rollout.Reply.Count, rollout.LogProbs.Count));
        Assert.All(rollouts, rollout => Assert.True(rollout.Reply[^1] == 5 || rollout.Reply.Count == 4));
        Assert.All(rollouts, rollout => Assert.DoesNotContain(5, rollout.Reply.SkipLast(1)));
        Assert.Contains(rollouts, rollout => rollout.Reply[^1] == 5);
    }

    [Fact(DisplayName = "M09.E5 A model that is paid for one of four tokens comes to say it")]
    public void Step_PaidForOneToken_SaysIt()
    {
        using var model = new Gpt(GptConfig.TinyModern with { VocabularySize = 5, ContextLength = 4, Layers = 1, Width = 16, Heads = 2, FeedForwardWidth = 32 }, seed: 1);
        using optim.Optimizer optimizer = optim.AdamW(model.parameters(), lr: 1e-2);
        var trainer = new GrpoTrainer(model, reference: null, optimizer, new GrpoOptions(GroupSize: 16, KlWeight: 0));
        var random = new Xoshiro256(1);
        GrpoStep? last = null;

        for (int i = 0; i < 30; i++)
        {
            IReadOnlyList<Rollout> rollouts = RolloutSampler.Sample(model, [[0]], groupSize: 16, end: 4, longest: 1, random);
            last = trainer.Step(rollouts, [.. rollouts.Select(rollout => rollout.Reply[0] == 2 ? 1.0 : 0)]);
        }

        Assert.True(last!.MeanReward >= 0.8, $"the mean reward is {last.MeanReward}");
    }
}
