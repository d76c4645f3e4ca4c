using TorchSharp;
using static LLMCourse.M02.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M02;

[Trait("Exercise", "M02.E8")]
public sealed class MoeFeedForwardTests
{
    [Fact(DisplayName = "M02.E8 Worked by hand: three tokens, two experts, one each: the counts are 2 and 1")]
    public void Forward_TopOne_PicksTheLargestLogit()
    {
        using DisposeScope scope = NewDisposeScope();
        using MoeFeedForward layer = WithRouter(new(2, 4, experts: 2, topK: 1), eye(2));
        Tensor x = tensor(new float[] { 5, 0, 0, 5, 5, 0 }).reshape(1, 3, 2); // tokens 0 and 2 go to expert 0

        using MoeOutput result = layer.call(x);

        Assert.Equal([2, 1], result.TokensPerExpert.data<long>().ToArray());
        AssertClose("Token 1", Expert(layer, 1).call(x.narrow(1, 1, 1)), result.Output.narrow(1, 1, 1), Exact, "with one expert the renormalised weight is 1: the output is that expert's.");
        double sure = 1 / (1 + Math.Exp(-5)), unsure = 1 - sure;
        double loss = 2 * ((2 / 3d * ((2 * sure) + unsure) / 3) + (1 / 3d * (sure + (2 * unsure)) / 3));
        AssertClose("The loss", [loss], [], result.LoadBalanceLoss, Exact, "E·Σ f·P with f = [2/3, 1/3], the shares of the choices, and P the mean probabilities.");
    }

    [Fact(DisplayName = "M02.E8 With topK = E, the layer is the dense mixture of all experts")]
    public void Forward_WithAllExperts_IsTheDenseMixture()
    {
        using DisposeScope scope = NewDisposeScope();
        using MoeFeedForward layer = WithRouter(new(4, 6, experts: 3, topK: 3), Normal(101, 3, 4));
        Tensor x = Normal(102, 2, 5, 4);

        Tensor weights = nn.functional.softmax(x.matmul(Normal(101, 3, 4).t()), dim: -1); // [B, T, E]
        Tensor expected = zeros_like(x);
        for (int e = 0; e < 3; e++) expected = expected + (Expert(layer, e).call(x) * weights.narrow(-1, e, 1));

        using MoeOutput result = layer.call(x);
        AssertClose("The mixture", expected, result.Output, Layer, "each token's output is Σₑ pₑ·expertₑ(token), with p = softmax over the experts.");
        Assert.Equal([10, 10, 10], result.TokensPerExpert.data<long>().ToArray());
    }

    [Fact(DisplayName = "M02.E8 Two of four experts: the weights of the chosen two are renormalised to sum to 1")]
    public void Forward_TopTwo_RenormalisesTheChosen()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor router = Normal(103, 4, 4);
        using MoeFeedForward layer = WithRouter(new(4, 6, experts: 4, topK: 2), router);
        Tensor token = Normal(104, 1, 1, 4);

        double[] logits = Values(token.matmul(router.t()));
        int[] best = [.. Enumerable.Range(0, 4).OrderByDescending(e => logits[e]).Take(2)];
        double first = 1 / (1 + Math.Exp(logits[best[1]] - logits[best[0]]));
        Tensor expected = (Expert(layer, best[0]).call(token) * first) + (Expert(layer, best[1]).call(token) * (1 - first));

        using MoeOutput result = layer.call(token);
        AssertClose("The mixture", expected, result.Output, Layer, "divide the two largest probabilities by their sum.");
    }

    [Theory(DisplayName = "M02.E8 With a router of zeros, routing is uniform and the load-balance loss is 1; the counts sum to B·T·topK")]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 5)]
    public void LoadBalanceLoss_OfUniformRouting_IsOne(int experts, int topK)
    {
        using DisposeScope scope = NewDisposeScope();
        using MoeFeedForward layer = WithRouter(new(3, 4, experts, topK), zeros(experts, 3));

        using MoeOutput result = layer.call(Normal(105, 2, 6, 3));

        AssertClose("The loss", [1], [], result.LoadBalanceLoss, Layer, "f is a share of all B·T·topK choices, so that it sums to 1; multiply by the number of experts.");
        Assert.Equal(2 * 6 * topK, result.TokensPerExpert.sum().item<long>());
        Assert.Equal(ScalarType.Int64, result.TokensPerExpert.dtype);
    }

    [Fact(DisplayName = "M02.E8 The loss pushes the router: its gradient is not 0 when all tokens go to one expert")]
    public void LoadBalanceLoss_HasAGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using MoeFeedForward layer = WithRouter(new(2, 4, experts: 2, topK: 1), eye(2));
        using MoeOutput result = layer.call(tensor(new float[] { 1, 0, 2, 0 }).reshape(1, 2, 2));

        result.LoadBalanceLoss.backward();

        Tensor? gradient = layer.named_parameters().Single(p => p.name == "router.weight").parameter.grad;
        Assert.True(gradient is not null && gradient.abs().sum().item<float>() > 0, "The router gets no gradient from the loss.\nHint: the counts have none; the mean probabilities P carry it.");
    }

    [Fact(DisplayName = "M02.E8 The state dictionary has the documented names")]
    public void StateDictionary_HasTheDocumentedNames()
    {
        using MoeFeedForward layer = new(3, 4, experts: 2, topK: 1);

        Assert.Equal("experts.0.c_fc.weight [8, 3]\nexperts.0.c_proj.weight [3, 4]\nexperts.1.c_fc.weight [8, 3]\nexperts.1.c_proj.weight [3, 4]\nrouter.weight [2, 3]", Names(layer));
    }

    [Fact(DisplayName = "M02.E8 More choices than experts, and inputs of another shape, are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using MoeFeedForward layer = new(3, 4, experts: 2, topK: 1);

        AssertRefuses("topK 3 of 2 experts", () => new MoeFeedForward(3, 4, experts: 2, topK: 3).Dispose());
        AssertRefuses("topK 0", () => new MoeFeedForward(3, 4, experts: 2, topK: 0).Dispose());
        AssertRefuses("0 experts", () => new MoeFeedForward(3, 4, experts: 0, topK: 1).Dispose());
        AssertRefuses("An input without batch", () => layer.call(zeros(5, 3)));
        AssertRefuses("An input of width 4", () => layer.call(zeros(1, 5, 4)));
    }

    [Fact(DisplayName = "M02.E8 Nothing but the three results stays in memory")]
    public void Forward_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using MoeFeedForward layer = new(3, 4, experts: 3, topK: 2);
        Tensor x = Normal(106, 1, 5, 3);

        AssertNoLeak("MoeFeedForward", () => layer.call(x));
    }

    private static MoeFeedForward WithRouter(MoeFeedForward layer, Tensor router)
    {
        using IDisposable noGradient = no_grad();
        layer.state_dict()["router.weight"].copy_(router);
        return layer;
    }

    private static Reference.SwiGlu Expert(MoeFeedForward layer, int e)
    {
        Dictionary<string, Tensor> state = layer.state_dict();
        Tensor down = state[$"experts.{e}.c_proj.weight"];
        Reference.SwiGlu expert = new((int)down.shape[0], (int)down.shape[1]);
        _ = expert.load_state_dict(new() { ["c_fc.weight"] = state[$"experts.{e}.c_fc.weight"], ["c_proj.weight"] = down });
        return expert;
    }
}
