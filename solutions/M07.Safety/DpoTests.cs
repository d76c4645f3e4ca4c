using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M07;

[Trait("Exercise", "M07.E6")]
public sealed class DpoTests
{
    [Fact(DisplayName = "M07.E6 Worked by hand: a reply of two tokens has the product of their probabilities")]
    public void SequenceLogProbs_OfTwoTokens_IsTheLogOfTheProduct()
    {
        using var scope = NewDisposeScope();
        // After the prompt (token 0) the model gives token 1 three quarters, and after that token 2 a half.
        Tensor logits = tensor(new[, ,] { { { 0, (float)Math.Log(6), 0 }, { 0, 0, (float)Math.Log(2) }, { 5f, -5, 9 } } });
        Tensor ids = tensor(new long[,] { { 0, 1, 2 } });

        Tensor sum = Dpo.SequenceLogProbs(logits, ids, tensor(new[,] { { false, true, true } }));

        Assert.Equal([1L], sum.shape);
        Assert.Equal(Math.Log(0.75 * 0.5), sum[0].item<float>(), 1e-6);
    }

    [Fact(DisplayName = "M07.E6 Prompt and padding do not count, whatever the model thinks of them")]
    public void SequenceLogProbs_WhatIsMasked_DoesNotCount()
    {
        using var scope = NewDisposeScope();
        Tensor logits = randn([1, 4, 5], generator: new Generator(1)), ids = tensor(new long[,] { { 1, 2, 3, 4 } });
        Tensor excluded = logits.clone();
        excluded[0, 0, 2] = double.NegativeInfinity; // the model thinks that the prompt's second token cannot be

        Tensor mask = tensor(new[,] { { false, false, true, false } });

        Assert.Equal(
            Dpo.SequenceLogProbs(logits, ids, mask)[0].item<float>(), Dpo.SequenceLogProbs(excluded, ids, mask)[0].item<float>());
    }

    [Fact(DisplayName = "M07.E6 A batch has the preferred replies first, and a mask over replies alone")]
    public void Collate_TwoPairs_PadsOnTheRight()
    {
        using var scope = NewDisposeScope();

        PreferenceBatch batch = PreferenceBatch.Collate([new([1], [2, 3], [4]), new([5, 6], [7], [8, 9, 10])], padding: 0);

        Assert.Equal([1L, 2, 3, 0, 0, 5, 6, 7, 0, 0, 1, 4, 0, 0, 0, 5, 6, 8, 9, 10], batch.Ids.flatten().data<long>().ToArray());
        Assert.Equal(
            ".xx....x...x.....xxx".Select(c => c == 'x'), batch.ReplyMask.flatten().data<bool>().ToArray());
    }

    [Fact(DisplayName = "M07.E6 Worked by hand: β 0.5 and a margin of 4 nats lose −log σ(2)")]
    public void Loss_WorkedByHand_IsMinusLogSigmoid()
    {
        using var scope = NewDisposeScope();

        // The policy gives the preferred reply 3 nats more than its reference, and the other one 1 nat less.
        Tensor loss = Dpo.Loss(tensor([-7f]), tensor([-6f]), tensor([-10f]), tensor([-5f]), beta: 0.5);

        Assert.Equal(-Math.Log(1 / (1 + Math.Exp(-2))), loss.item<float>(), 1e-6);
    }

    [Fact(DisplayName = "M07.E6 A policy that is its reference loses ln 2")]
    public void Loss_OfACopy_IsLogTwo()
    {
        using var scope = NewDisposeScope();
        Tensor chosen = tensor([-7f, -1]), rejected = tensor([-6f, -90]);

        Assert.Equal(Math.Log(2), Dpo.Loss(chosen, rejected, chosen, rejected, beta: 0.1).item<float>(), 1e-6);
    }

    [Theory(DisplayName = "M07.E6 The loss of a margin of 10⁴ is a number")]
    [InlineData(1e4f, 0)]
    [InlineData(-1e4f, 1e4)]
    public void Loss_OfAGreatMargin_IsFinite(float margin, double expected)
    {
        using var scope = NewDisposeScope();

        Assert.Equal(expected, Dpo.Loss(tensor([margin]), zeros(1), zeros(1), zeros(1), beta: 1).item<float>(), 1e-3);
    }

    [Fact(DisplayName = "M07.E6 The divergence from oneself is 0, and that of two tokens is worked by hand")]
    public void Divergence_WorkedByHand_IsKl()
    {
        using var scope = NewDisposeScope();
        Tensor policy = tensor(new[, ,] { { { 0, 0f }, { 0, 0 } } }), reference = tensor(new[, ,] { { { (float)Math.Log(3), 0f }, { 0, 0 } } });
        Tensor mask = tensor(new[,] { { false, true } });

        Assert.Equal(0, Dpo.Divergence(reference, reference, mask).item<float>(), 1e-7);
        // One half against three quarters, one half against one quarter.
        Assert.Equal((0.5 * Math.Log(0.5 / 0.75)) + (0.5 * Math.Log(0.5 / 0.25)), Dpo.Divergence(policy, reference, mask).item<float>(), 1e-6);
    }

    [Fact(DisplayName = "M07.E6 Steps make the preferred reply likelier than the other, and leave the reference alone")]
    public void Step_Repeated_LearnsThePreference()
    {
        using var scope = NewDisposeScope();
        using Embedding policy = nn.Embedding(6, 6), reference = nn.Embedding(6, 6);
        policy.load_state_dict(reference.state_dict());
        Tensor before = reference.weight!.detach().clone();
        using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.5);
        var trainer = new DpoTrainer(policy, reference, optimizer, new DpoOptions { Beta = 1 });
        PreferencePair[] pairs = [new([0], [1, 2], [3]), new([4, 0], [1, 5], [3, 2])];

        DpoStep first = trainer.Step(pairs), last = first;
        for (int i = 0; i < 50; i++)
            last = trainer.Step(pairs);

        Assert.Equal(Math.Log(2), first.Loss, 1e-5);
        Assert.Equal(0, first.Accuracy);
        Assert.True(last.Loss < 0.2 && last.Accuracy == 1 && last.ChosenReward > last.RejectedReward, last.ToString());
        Assert.True(reference.weight!.eq(before).all().item<bool>());
        Assert.All(reference.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact(DisplayName = "M07.E6 A model cannot be its own reference")]
    public void Constructor_OnePolicyAsBoth_Throws()
    {
        using Embedding policy = nn.Embedding(6, 6);
        using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.5);

        _ = Assert.Throws<ArgumentException>(() => new DpoTrainer(policy, policy, optimizer, new DpoOptions()));
    }
}
