namespace LLMCourse.Checks.M02;

public sealed class MixtureDense()
    : Check("M02.E8.all-experts", "MoeFeedForward with every expert at work is their mixture by the router's probabilities")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 4, 6);
        using MoeOutput all = Weights.Fill(new MoeFeedForward(6, 5, 3, 3), Id, 0.6).call(x);
        probe.Observe("output of 3 of 3 experts", all.Output);
        probe.Observe("counts of 3 of 3 experts", all.TokensPerExpert);
        using MoeOutput one = Weights.Fill(new MoeFeedForward(6, 5, 1, 1), Id, 0.6).call(x);
        probe.Observe("output of the only expert", one.Output);
    }
}

public sealed class MixtureSparse()
    : Check("M02.E8.routing", "MoeFeedForward sends each token to its best experts, and weighs them anew so that they sum to 1", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 7, 6);
        foreach (int topK in new[] { 1, 2 })
        {
            using MoeOutput result = Weights.Fill(new MoeFeedForward(6, 5, 4, topK), Id, 0.6).call(x);
            probe.Observe($"output, top {topK} of 4", result.Output);
            probe.Observe($"counts, top {topK} of 4", result.TokensPerExpert);
        }

        using MoeOutput alone = Weights.Fill(new MoeFeedForward(6, 5, 4, 2), Id, 0.6).call(x.narrow(0, 0, 1).narrow(1, 0, 1));
        probe.Observe("output of a single token", alone.Output);

        // An expert whose row of the router is far below the others gets nothing to do.
        MoeFeedForward idle = Weights.Fill(new MoeFeedForward(6, 5, 3, 1), Id, 0.6);
        using (no_grad()) idle.state_dict()["router.weight"][1] = -50;
        using MoeOutput spared = idle.call(x.abs());
        probe.Observe("output with an idle expert", spared.Output);
        probe.Observe("counts with an idle expert", spared.TokensPerExpert);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Softmax over all experts, the topK largest, divided by their sum; each times the whole output of its expert.");
}

public sealed class MixtureLoss()
    : Check("M02.E8.balance-loss", "MoeFeedForward's auxiliary loss is E·Σ f·P, over all choices, and 1 at uniform routing", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 7, 6);
        foreach (int topK in new[] { 1, 2, 4 })
        {
            MoeFeedForward mixture = Weights.Fill(new MoeFeedForward(6, 5, 4, topK), Id, 0.6);
            using MoeOutput result = mixture.call(x);
            probe.Observe($"loss, top {topK} of 4", result.LoadBalanceLoss);
            probe.Observe($"sum of the counts, top {topK} of 4", result.TokensPerExpert.sum());

            // All probabilities are equal; which experts are chosen is up to the implementation.
            using (no_grad()) mixture.state_dict()["router.weight"].zero_();
            using MoeOutput uniform = mixture.call(x);
            probe.Observe($"loss at uniform routing, top {topK} of 4", uniform.LoadBalanceLoss);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("f is the share of the B·T·topK choices, P the mean probability over the tokens, and the sum is multiplied by the number of experts.");
}

public sealed class MixtureGradient()
    : Check("M02.E8.gradient",
        "MoeFeedForward lets gradients through to the input, the experts and the router, from the output and from the loss")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 6, 6), weights = probe.Random.Normal(2, 6, 6);

        MoeFeedForward mixture = Weights.Fill(new MoeFeedForward(6, 5, 3, 2), Id, 0.6);
        Tensor leaf = x.clone().requires_grad_();
        (mixture.call(leaf).Output * weights).sum().backward();
        probe.Observe("gradient of the input", leaf.grad);
        foreach (string name in (string[])["router.weight", "experts.0.c_fc.weight", "experts.2.c_proj.weight"])
            probe.Observe($"gradient of {name}", mixture.named_parameters().First(p => p.name == name).parameter.grad);

        MoeFeedForward other = Weights.Fill(new MoeFeedForward(6, 5, 3, 2), Id, 0.6);
        other.call(x).LoadBalanceLoss.backward();
        probe.Observe("gradient of router.weight by the loss",
            other.named_parameters().First(p => p.name == "router.weight").parameter.grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("The router learns through the weights of the mixture and through P; the choice itself has no gradient.");
}
