using Linear = TorchSharp.Modules.Linear;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.Checks.M04;

public sealed class CheckpointResume() : Check("M04.E6.resume", "goes on bit for bit: ten steps are five, save, load, and five", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Training straight = new(CheckRandom.For(Id), 61), stopped = new(CheckRandom.For(Id), 61), resumed = new(probe.Random, 62);
        straight.Step(10);
        stopped.Step(5);
        byte[] checkpoint = stopped.Save(12_345_678_901);
        probe.Observe("saving changes nothing", stopped.Save(12_345_678_901).AsSpan().SequenceEqual(checkpoint));
        probe.Observe("the iteration", resumed.Load(checkpoint));
        probe.Observe("model, optimizer and generator are equal after loading", resumed.State() == stopped.State());
        resumed.Step(5);
        probe.Observe("ten steps are five and five", resumed.State() == straight.State());
        using MemoryStream copy = new(checkpoint);
        using Training third = new(probe.Random, 63);
        probe.Observe("a checkpoint in trickles",
            Checkpoint.Load(new TrickleStream(checkpoint), third.Model, third.Optimizer.LoadState, third.Generator));
        third.Step(5);
        probe.Observe("ten steps again", third.State() == straight.State());
        using Training fourth = new(probe.Random, 60);
        using MemoryStream behind = new();
        behind.Write("some other bytes before"u8);
        Checkpoint.Save(behind, stopped.Model, stopped.Optimizer.SaveState, 5, stopped.Generator);
        behind.Position = "some other bytes before".Length;
        probe.Observe("a checkpoint behind other bytes",
            Checkpoint.Load(behind, fourth.Model, fourth.Optimizer.LoadState, fourth.Generator));
        behind.Position = "some other bytes before".Length;
        long given = -1;
        _ = Checkpoint.Load(behind, fourth.Model,
            state =>
            {
                using MemoryStream own = new();
                state.CopyTo(own);
                given = own.Length;
            },
            fourth.Generator);
        probe.Observe("bytes that the optimizer gets", given);
        probe.Observe("the generator goes on, before, in and behind its first 624 numbers", new[] { 0, 1, 623, 624, 625 }.All(GoesOn));

        bool GoesOn(int draws)
        {
            using Generator drawn = new(71, CPU), loaded = new(72, CPU);
            _ = rand(draws, generator: drawn);
            using MemoryStream saved = new();
            Checkpoint.Save(saved, stopped.Model, stopped.Optimizer.SaveState, 5, drawn);
            saved.Position = 0;
            _ = Checkpoint.Load(saved, fourth.Model, fourth.Optimizer.LoadState, loaded);
            return rand(3, generator: loaded).eq(rand(3, generator: drawn)).all().item<bool>();
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint(
            "A step depends on the parameters, on the buffers, on the optimizer's state and on the generator's: save all four, as bits.");
}

public sealed class CheckpointDamaged()
    : Check("M04.E6.half-loaded", "refuses checkpoints that are cut off, and changes nothing at all then", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Training saved = new(probe.Random, 64), other = new(probe.Random, 65);
        saved.Step(2);
        other.Step(1);
        byte[] checkpoint = saved.Save(2);
        string before = other.State();
        int refused = 0, tried = 0;
        string? changed = null;
        for (int length = 0; length < checkpoint.Length; length += 1 + (checkpoint.Length / 60))
        {
            tried++;
            try { _ = other.Load(checkpoint[..length]); }
            catch (InvalidDataException) { refused++; }
            if (other.State() != before) changed ??= $"{100 * length / checkpoint.Length} % of a checkpoint";
        }

        probe.ObserveThrows<InvalidDataException>("a checkpoint without its last byte", () => other.Load(checkpoint[..^1]));
        probe.ObserveThrows<InvalidDataException>("a checkpoint and one byte more", () => other.Load([.. checkpoint, 0]));
        probe.ObserveThrows<InvalidDataException>("something else",
            () => other.Load([.. Enumerable.Range(0, 400).Select(i => (byte)(i * 37))]));
        probe.ObserveThrows<InvalidDataException>("a checkpoint in trickles, and one byte more",
            () => Checkpoint.Load(new TrickleStream([.. checkpoint, 0]), other.Model, other.Optimizer.LoadState, other.Generator));

        probe.Observe("all cut-off checkpoints are refused", refused == tried);
        probe.Observe("changed by", changed ?? "nothing");
        probe.Observe("still as before", other.State() == before);
        _ = other.Load(checkpoint);
        probe.Observe("and the whole one is loaded", other.State() == saved.State());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Read and check every part into memory of your own first; change model, optimizer and generator only when nothing can fail any more.");
}

public sealed class CheckpointOfAnotherModel()
    : Check("M04.E6.another-model",
        "refuses the checkpoint of another model, or a state that the optimizer refuses, and changes nothing", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Training saved = new(probe.Random, 66), refusing = new(probe.Random, 67, refuses: true);
        byte[] checkpoint = saved.Save(1);
        string before = refusing.State();
        probe.ObserveThrows<InvalidDataException>("an optimizer that refuses its state", () => refusing.Load(checkpoint));
        probe.Observe("its model and generator are as they were", refusing.State() == before);

        using TiedModel wider = new(probe.Random, 6, 5);
        using Linear linear = nn.Linear(3, 2);
        foreach ((string name, nn.Module model) in new (string,
            nn.Module)[] { ("a wider model", wider), ("a model of other names", linear) })
        {
            using Generator generator = new(1, CPU);
            using OwnOptimizer optimizer = new([.. model.parameters()]);
            Tensor first = model.parameters().First().detach().clone();
            probe.ObserveThrows<InvalidDataException>(name,
                () => Checkpoint.Load(new MemoryStream(checkpoint), model, optimizer.LoadState, generator));
            probe.Observe($"{name} is as it was", Steps.Same(first, model.parameters().First()));
        }

        // A name less: every tensor of the checkpoint that the model has fits, and one is left over.
        using Linear full = nn.Linear(3, 2), bare = nn.Linear(3, 2, hasBias: false);
        using Generator third = new(2, CPU);
        using OwnOptimizer own = new([.. full.parameters()]), less = new([.. bare.parameters()]);
        using MemoryStream stream = new();
        Checkpoint.Save(stream, full, own.SaveState, 0, third);

        // The same names, and in turn the first and the last of two tensors of another shape or dtype.
        foreach ((string name, Linear other) in new (string,
            Linear)[] { ("two more inputs", nn.Linear(5, 2)), ("a bias of float64", nn.Linear(3, 2)) })
        {
            using Linear model = other;
            if (name == "a bias of float64") model.bias = new Parameter(zeros(2, ScalarType.Float64));
            using OwnOptimizer none = new([.. model.parameters()]);
            string asItWas = string.Join(' ', model.parameters().Select(p => p.sum().ToDouble()));
            probe.ObserveThrows<InvalidDataException>($"a model with {name}",
                () => Checkpoint.Load(new MemoryStream(stream.ToArray()), model, none.LoadState, third));
            probe.Observe($"a model with {name} is as it was",
                asItWas == string.Join(' ', model.parameters().Select(p => p.sum().ToDouble())));
        }

        probe.ObserveThrows<InvalidDataException>("a model without the bias",
            () => Checkpoint.Load(new MemoryStream(stream.ToArray()), bare, less.LoadState, third));
        using MemoryStream small = new();
        Checkpoint.Save(small, bare, less.SaveState, 0, third);
        using Linear turned = nn.Linear(2, 3, hasBias: false);
        using OwnOptimizer unused = new([]);
        foreach ((string name, Linear model) in new (string, Linear)[]
            { ("a bias that was not saved", full), ("its weight turned", turned) })
        {
            Tensor asItWas = model.weight!.detach().clone();
            probe.ObserveThrows<InvalidDataException>($"a model with {name}",
                () => Checkpoint.Load(new MemoryStream(small.ToArray()), model, unused.LoadState, third));
            probe.Observe($"a model with {name} is as it was", Steps.Same(asItWas, model.weight!));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Compare names, shapes and dtypes of all tensors before you copy one; let the optimizer load before the model does, since it may refuse.");
}

public sealed class CheckpointTied() : Check("M04.E6.tied", "writes a tensor with two names once, and keeps it one", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using TiedModel model = new(probe.Random, 3000, 4), other = new(probe.Random, 3000, 4);
        using Generator generator = new(68, CPU);
        using OwnOptimizer none = new([]);
        using MemoryStream stream = new();
        Checkpoint.Save(stream, model, none.SaveState, 0, generator);
        probe.Observe("the checkpoint is smaller than two copies of the matrix", stream.Length < 2 * 3000 * 4 * 4);
        probe.Observe("the checkpoint holds the matrix", stream.Length > 3000 * 4 * 4);
        stream.Position = 0;
        _ = Checkpoint.Load(stream, other, none.LoadState, generator);
        probe.Observe("the matrix is loaded", Steps.Same(model.Shared, other.Shared));
        probe.Observe("the buffer is loaded", Steps.Same(model.get_buffer("counts")!, other.get_buffer("counts")!));
        probe.Observe("it is one matrix still, and needs a gradient", other.IsTied && other.Shared.requires_grad && other.Shared.is_leaf);

        // Here the two names are two objects of one memory.
        using TorchSharp.Modules.Embedding embedding = nn.Embedding(2000, 4);
        using Linear head = nn.Linear(4, 2000, hasBias: false);
        head.weight = embedding.weight!;
        using TorchSharp.Modules.Sequential built = nn.Sequential(("embedding", embedding), ("head", head));
        using MemoryStream once = new();
        Checkpoint.Save(once, built, none.SaveState, 0, generator);
        probe.Observe("the library's own modules: smaller than two copies of the matrix", once.Length < 2 * 2000 * 4 * 4);

        // A mask that the constructor makes anew is no part of the state, and bool is no dtype of the format.
        using MaskedModel masked = new(probe.Random), empty = new(probe.Random);
        using MemoryStream withMask = new();
        Checkpoint.Save(withMask, masked, none.SaveState, 0, generator);
        withMask.Position = 0;
        _ = Checkpoint.Load(withMask, empty, none.LoadState, generator);
        probe.Observe("the model with a buffer that is not persistent is loaded", Steps.Same(masked.Weight, empty.Weight));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("state_dict() lists it under both names, as one object or as two of one memory: Reference.SameMemory knows.");
}

public sealed class CheckpointLeavesNothing()
    : Check("M04.E6.no-leak", "disposes of every tensor that it makes on the way, also when it refuses")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Training training = new(probe.Random, 69);
        byte[] checkpoint = training.Save(3), cut = checkpoint[..^5];
        Tensor result = ones(1);
        Dictionary<string, Tensor> tensors = new() { ["x"] = ones(3), ["y"] = ones(2, 2) };
        using MemoryStream stream = new();
        Safetensors.Write(stream, tensors);
        byte[] file = stream.ToArray();
        probe.ObserveLeak("tensors left by Save and Load", () =>
        {
            _ = training.Save(4);
            _ = training.Load(checkpoint);
            return result.alias();
        });
        probe.ObserveLeak("tensors left by a Load that refuses", () =>
        {
            try { _ = training.Load(cut); }
            catch (InvalidDataException) { return result.alias(); }
            return null;
        });
        probe.ObserveLeak("tensors left by Write", () =>
        {
            Safetensors.Write(new MemoryStream(), tensors);
            return result.alias();
        });
        probe.ObserveLeak("tensors left by Read beside its results", () =>
        {
            Dictionary<string, Tensor> read = Safetensors.Read(new MemoryStream(file));
            read["y"].Dispose();
            return read["x"];
        });
        probe.ObserveLeak("tensors left by a Read that refuses", () =>
        {
            try { _ = Safetensors.Read(new TrickleStream(file[..^2])); }
            catch (InvalidDataException) { return result.alias(); }
            return null;
        });
        probe.ObserveThrows<ArgumentException>("a negative iteration", () => training.Save(-1));
        probe.ObserveThrows<ArgumentException>("no stream",
            () => Checkpoint.Save(null!, training.Model, training.Optimizer.SaveState, 1, training.Generator));
        probe.ObserveThrows<ArgumentException>("no model",
            () => Checkpoint.Save(new MemoryStream(), null!, training.Optimizer.SaveState, 1, training.Generator));
        probe.ObserveThrows<ArgumentException>("nothing that saves the optimizer",
            () => Checkpoint.Save(new MemoryStream(), training.Model, null!, 1, training.Generator));
        probe.ObserveThrows<ArgumentException>("no generator",
            () => Checkpoint.Save(new MemoryStream(), training.Model, training.Optimizer.SaveState, 1, null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open a dispose scope first thing; in Read move the results out of it when all of them have been read.");
}
