using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

public sealed class LastPositions()
    : VisibleCheck("M09.E4.positions", "finds the last token, with padding right, left, in between and nowhere")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor all = LastToken.Positions(Texts.Mask("xxx...", "...xxx", "xxxxxx", "x.....", ".....x", ".xx.x."));
        probe.Observe("six rows", all.data<long>().ToArray().Select(p => (double)p));
        probe.Observe("they are Int64", all.dtype == ScalarType.Int64);
        probe.Observe("one column", LastToken.Positions(Texts.Mask("x", "x")).data<long>().ToArray().Select(p => (double)p));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The number of tokens less one is the last position only where all padding is on the right.");
}

public sealed class LastVectors() : Check("M09.E4.gather", "takes each row's own vector, and lets gradients through to it alone", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Parameter hidden = new(probe.Random.Normal(4, 5, 3));
        Tensor mask = Texts.Mask("xx...", "..xxx", "xxxxx", "x.x..");
        Tensor last = LastToken.Of(hidden, mask);
        probe.Observe("vectors", last);
        (last * probe.Random.Normal(4, 3)).sum().backward();
        probe.Observe("gradient", hidden.grad);
        Tensor odd = probe.Random.Normal(2, 3, 4);
        odd[0, 2] = double.NaN;
        odd[1, 0] = double.PositiveInfinity;
        probe.Observe("padding that is not a number", LastToken.Of(odd, Texts.Mask("xx.", ".xx")));
        probe.Observe("one row", LastToken.Of(probe.Random.Normal(1, 2, 3), Texts.Mask("xx")));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class PaddingChangesNothing()
    : Check("M09.E4.padding", "gives the same logits with padding left, right or nowhere, whatever the padding's vectors are")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using ClassifierHead head = new(6, 3, seed: 5);
        Tensor text = probe.Random.Normal(1, 3, 6), padding = 100 * probe.Random.Normal(1, 2, 6);
        Tensor bare = head.call(text, Texts.Mask("xxx"));
        probe.Observe("padding on the right: greatest difference",
            (head.call(cat([text, padding], 1), Texts.Mask("xxx..")) - bare).abs().max().to(ScalarType.Float64).item<double>());
        probe.Observe("padding on the left: greatest difference",
            (head.call(cat([padding, text], 1), Texts.Mask("..xxx")) - bare).abs().max().to(ScalarType.Float64).item<double>());
        probe.Observe("logits", bare.shape.SequenceEqual([1L, 3]));
    }
}

public sealed class HeadOfZeroBias() : Check("M09.E4.head", "is x·Wᵀ + b with two parameters, drawn by its seed alone", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(17);
        Tensor drawnBefore = rand(1);
        manual_seed(17);
        using ClassifierHead head = new(64, 5, seed: 3), again = new(64, 5, seed: 3), other = new(64, 5, seed: 4);
        probe.Observe("the global generator goes on as if nothing had been drawn", rand(1).eq(drawnBefore).item<bool>());
        Dictionary<string, Tensor> state = head.state_dict();
        probe.Observe("parameters",
            string.Join(" ", head.named_parameters().Select(pair => $"{pair.name} [{string.Join(", ", pair.parameter.shape)}]")
                .Order(StringComparer.Ordinal)));
        probe.Observe("the bias is 0", state["bias"].eq(0).all().item<bool>());
        Tensor weight = state["weight"].detach().to(ScalarType.Float64);
        double mean = weight.mean().item<double>(), deviation = Math.Sqrt((weight * weight).mean().item<double>());
        probe.Observe("the weights' deviation is 0.02", deviation is > 0.017 and < 0.023 && Math.Abs(mean) < 0.005);
        probe.Observe("the same seed gives the same", state["weight"].eq(again.state_dict()["weight"]).all().item<bool>());
        probe.Observe("another seed gives others", state["weight"].ne(other.state_dict()["weight"]).any().item<bool>());
        using (no_grad())
        {
            _ = state["weight"].copy_(probe.Random.Normal(5, 64));
            _ = state["bias"].copy_(probe.Random.Normal(5));
        }

        Tensor hidden = probe.Random.Normal(3, 4, 64), mask = Texts.Mask("xxx.", "xxxx", "x...");
        probe.Observe("logits", head.call(hidden, mask));
        int[] last = [2, 3, 0];
        Tensor expected = stack([
            .. last.Select((t, b) => (state["weight"].to(ScalarType.Float64).matmul(hidden[b, t].to(ScalarType.Float64)) + state["bias"]
                .to(ScalarType.Float64)))]);
        probe.Observe("computed in float64: greatest difference is below 1e-5",
            (head.call(hidden, mask).to(ScalarType.Float64) - expected).abs().max().item<double>() < 1e-5);
    }
}

public sealed class TextsBecomeRows() : VisibleCheck("M09.E4.collate", "pads on the right and keeps the last tokens of what is too long")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, int[][] texts, int length, int padding) in new (string, int[][], int, int)[]
        {
            ("one text", [[5, 6, 7]], 9, 0), ("several lengths", [[1], [2, 3, 4, 5], [6, 7]], 9, 8),
            ("too long", [[1, 2, 3, 4, 5, 6], [7, 8]], 4, 0),
            ("all too long", [[1, 2, 3], [4, 5, 6, 7]], 1, 0), ("the padding token is in a text", [[0, 0], [9, 0, 0], [3, 3, 3, 0]], 9, 0),
            ("just as long as the context", [[1, 2, 3], [4, 5, 6]], 3, 0),
        })
        {
            TextBatch batch = TextBatch.Collate(texts, length, padding);
            probe.Observe($"{name}: ids", Texts.Text(batch.Ids));
            probe.Observe($"{name}: mask", Texts.Text(batch.Mask));
            probe.Observe($"{name}: types", batch.Ids.dtype == ScalarType.Int64 && batch.Mask.dtype == ScalarType.Bool);
        }
    }
}

public sealed class BatchesDoNotMatter()
    : Check("M09.E4.alone", "scores a text the same alone and among others, and by the model's own vectors", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Gpt model = new(Texts.Small, seed: 4);
        using ClassifierHead head = new(16, 4, seed: 5);
        using (no_grad()) _ = head.state_dict()["weight"].copy_(probe.Random.Normal(4, 16)); // whatever it drew
        model.eval();
        TextClassifier classifier = new(model, head);
        IReadOnlyList<int>[] texts = Texts.Draw(probe.Random, 3, 12, 1, 7, 20);
        Tensor together = classifier.Logits(texts);
        probe.Observe("logits", together);
        probe.Observe("each alone", cat([.. texts.Select(text => classifier.Logits([text]))]));
        probe.Observe("texts that are too long are cut to the model's context", classifier.Logits([[.. texts[4].TakeLast(12)]]));
    }
}

public sealed class ClassesAreSaid()
    : Check("M09.E4.classify", "says the greatest logit's class, in batches of any size, without gradients or dropout")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Gpt model = new(Texts.Small with { Dropout = 0.6 }, seed: 4);
        using ClassifierHead head = new(16, 4, seed: 6);
        using (no_grad()) _ = head.state_dict()["weight"].copy_(probe.Random.Normal(4, 16)); // whatever it drew
        TextClassifier classifier = new(model, head);
        IReadOnlyList<int>[] texts = Texts.Draw(probe.Random, [.. Enumerable.Range(0, 23).Select(i => 1 + (i % 12))]);
        List<bool> modes = [];
        _ = head.register_forward_hook((_, _, _, output) =>
        {
            modes.Add(head.training);
            return output;
        });
        foreach (bool trains in new[] { true, false })
        {
            model.train(trains);
            head.train(!trains);
            // After each: what exchanges the modes is right again after two.
            bool kept = true;
            foreach (int size in new[] { 1, 7, 23, 100 })
            {
                probe.Observe($"in batches of {size}, the model in {(trains ? "training" : "evaluation")} mode",
                    classifier.Classify(texts, size).AsEnumerable());
                kept &= model.training == trains && head.training == !trains;
            }

            probe.Observe($"modes afterwards, {trains}", kept);
        }

        model.train();
        head.train();
        probe.ObserveThrows<ArgumentException>("a text without a token", () => classifier.Classify([[1], []], 1));
        probe.ObserveThrows<ArgumentException>("a token that the vocabulary lacks", () => classifier.Classify([[1], [24]], 1));
        probe.Observe("modes after an error", model.training && head.training);
        probe.Observe("gradients are on afterwards", is_grad_enabled());
        probe.Observe("no text", classifier.Classify([]).Length);
        probe.Observe("the head is in evaluation while it classifies", !modes.Contains(true));
        probe.Observe("no gradient is kept", !classifier.Head.parameters().Any(parameter => parameter.grad is not null));
        using (no_grad()) _ = head.state_dict()["weight"].zero_();
        probe.Observe("equal logits", classifier.Classify(texts[..3]).AsEnumerable());
        using (no_grad()) _ = head.state_dict()["bias"].copy_(tensor([-1f, 2, 2, 0]));
        probe.Observe("two greatest", classifier.Classify(texts[..2]).AsEnumerable());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
