using System.Text;

namespace LLMCourse.Checks.M04;

/// <summary>Tensors of every dtype that the exercise asks for.</summary>
internal static class Samples
{
    public static Dictionary<string, Tensor> Of(Probe probe) => new()
    {
        ["layer.weight"] = probe.Random.Normal(3, 4),
        ["layer.turned"] = probe.Random.Normal(2, 3).t(),
        ["half"] = probe.Random.Normal(5).to(ScalarType.Float16),
        ["brain"] = probe.Random.Normal(2, 2).to(ScalarType.BFloat16),
        ["ids"] = tensor(new[] { -1, long.MaxValue, 0 }),
        ["scalar"] = tensor(0.25f),
        ["empty"] = zeros(0, 3),
        ["grad"] = probe.Random.Normal(2).requires_grad_(),
    };
}

public sealed class SafetensorsFormat() : VisibleCheck("M04.E6.format", "writes files that other programs read", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using MemoryStream stream = new();
        Safetensors.Write(stream, Samples.Of(probe), new Dictionary<string, string> { ["format"] = "pt", ["note"] = "größer \"als\" 3" });
        ForeignSafetensors.Observe(probe, stream.ToArray());
        int odd = 0, strange = 0;
        for (int letters = 1; letters <= 8; letters++)
        {
            using MemoryStream other = new();
            Safetensors.Write(other, new Dictionary<string, Tensor> { [new string('n', letters)] = ones(1) });
            string header = ForeignSafetensors.BytesOfHeader(other.ToArray());
            odd += header.Length % 8 == 0 ? 0 : 1;
            strange += header.TrimEnd(' ').EndsWith('}') ? 0 : 1;
        }

        probe.Observe("headers of eight lengths that are no multiple of 8", odd);
        probe.Observe("headers of eight lengths that end in something else than blanks", strange);
    }

    // Which order the bytes have is the writer's choice.
    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint(
            "Offsets count from the end of the header; each tensor begins where the one before ends; strides do not matter to the file.");
}

public sealed class SafetensorsForeign()
    : Check("M04.E6.foreign", "reads files of other programs: metadata, padding, any order of names", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        const string Header = """
             {"b": {"data_offsets": [4, 12], "shape": [2, 1], "dtype": "F32"}, "__metadata__": {"format": "pt", "by": "another program"},
              "a": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}, "\u00e9": {"dtype":"I64","shape":[],"data_offsets":[14,22]},
              "h": {"dtype": "F16", "shape": [1, 1, 1], "data_offsets": [12, 14]}, "none": {"dtype": "F32", "shape": [0, 7], "data_offsets": [4, 4]}}
            """;
        byte[] data = [0x80, 0x3F, 0x20, 0xC0, 0, 0, 0, 0x3F, 0, 0, 0x40, 0xC0, 0, 0x3C, 1, 0, 0, 0, 0, 0, 0, 0x80];
        Dictionary<string, Tensor> read = Safetensors.Read(new MemoryStream(ForeignSafetensors.File(Header.TrimStart() + "   ", data)));
        probe.Observe("names", string.Join(' ', read.Keys.Order(StringComparer.Ordinal)));
        foreach ((string name, Tensor tensor) in read) probe.Observe($"'{name}'", tensor);
        probe.Observe("tensors whose names differ in a capital only", Capitals());
        probe.Observe("tensors of a file without any", Safetensors.Read(new MemoryStream(ForeignSafetensors.File("{}"))).Count);

        static int Capitals()
        {
            try
            {
                return Safetensors.Read(new MemoryStream(ForeignSafetensors.File(
                    """{"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"W":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"""))).Count;
            }
            catch (InvalidDataException)
            {
                return -1;
            }
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Go by data_offsets, not by the order of names; pass over __metadata__.");
}

public sealed class SafetensorsRoundTrip()
    : Check("M04.E6.round-trip", "reads back what it has written, also from a stream that gives three bytes at a time", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = Samples.Of(probe);
        using MemoryStream stream = new();
        stream.Write("some other bytes before"u8);
        long start = stream.Position;
        Safetensors.Write(stream, tensors);
        stream.Position = start;
        foreach ((string name, Tensor tensor) in Safetensors.Read(stream)) probe.Observe($"'{name}'", tensor);
        foreach ((string name, Tensor tensor) in Safetensors.Read(new TrickleStream(stream.ToArray()[(int)start..]))) probe.Observe(
            $"'{name}', a few bytes at a time", tensor);
        using MemoryStream again = new();
        Safetensors.Write(again, tensors.Reverse().ToDictionary(p => p.Key, p => p.Value));
        probe.Observe("the same tensors give the same bytes", again.ToArray().AsSpan().SequenceEqual(stream.ToArray().AsSpan((int)start)));
        Dictionary<string, string> notes = new() { ["b"] = "second", ["a"] = "first", ["B"] = "capital" };
        Dictionary<string, Tensor> capitals = new() { ["w"] = ones(1), ["W"] = zeros(1) };
        probe.Observe("names that differ in a capital give the same bytes",
            Written(capitals, []).AsSpan().SequenceEqual(Written(capitals.Reverse().ToDictionary(p => p.Key, p => p.Value), [])));
        probe.Observe("the same metadata gives the same bytes",
            Written([], notes).AsSpan().SequenceEqual(Written([], notes.Reverse().ToDictionary(p => p.Key, p => p.Value))));
        probe.Observe("the stream is left open", stream.CanRead && again.CanWrite);
        foreach ((string name, Dictionary<string, string>? metadata) in new (string,
            Dictionary<string, string>?)[] { ("metadata and no tensor", new() { ["by"] = "nobody" }), ("neither", null) })
        {
            using MemoryStream without = new();
            Safetensors.Write(without, new Dictionary<string, Tensor>(), metadata);
            probe.Observe($"a file with {name}", ForeignSafetensors.HeaderOf(without.ToArray()));
        }

        static byte[] Written(Dictionary<string, Tensor> named, Dictionary<string, string> texts)
        {
            using MemoryStream to = new();
            Safetensors.Write(to, named, texts);
            return to.ToArray();
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Stream.Read may give fewer bytes than it was asked for; begin at the stream's position; "
            + "write names in an order that depends on them alone; without tensors the header is JSON too.");
}

public sealed class SafetensorsDamaged()
    : Check("M04.E6.damaged", "refuses files that are cut off and headers that lie, with an InvalidDataException", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        byte[] four = [0, 0, 128, 63];
        foreach ((string name, byte[] file) in new (string, byte[])[]
        {
            ("nothing", []),
            ("five bytes", [2, 0, 0, 0, 0]),
            ("a header longer than the file", ForeignSafetensors.File("{}", 1000, [])),
            ("a header of 2^63 + 2 bytes", ForeignSafetensors.File("{}", long.MinValue + 2, [])),
            ("a header of 90 GB", ForeignSafetensors.File("{}", 90_000_000_000, [])),
            ("a header that is no JSON", ForeignSafetensors.File("""{"x":""")),
            ("a header that is a list", ForeignSafetensors.File("[]")),
            ("a tensor that is a number", ForeignSafetensors.File("""{"x":7}""")),
            ("metadata that is a list", ForeignSafetensors.File("""{"__metadata__":["a"]}""")),
            ("metadata with a number in it", ForeignSafetensors.File("""{"__metadata__":{"format":"pt","step":7}}""")),
            ("no dtype", ForeignSafetensors.File("""{"x":{"shape":[1],"data_offsets":[0,4]}}""", four)),
            ("an unknown dtype", ForeignSafetensors.File("""{"x":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", four)),
            ("an unknown dtype of nothing", ForeignSafetensors.File("""{"x":{"dtype":"F31","shape":[0],"data_offsets":[0,0]}}""")),
            ("a product that wraps around in 128 bits",
                ForeignSafetensors.File(
                    """{"x":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,16],"data_offsets":[0,0]}}""")),
            ("33 axes", ForeignSafetensors.File(Axes(33), four)),
            ("no offsets", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1]}}""", four)),
            ("three offsets", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""", four)),
            ("a shape of texts", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", four)),
            ("a fractional size", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", four)),
            ("a negative size", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", four)),
            ("two negative sizes", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""", four)),
            ("fewer bytes than the shape", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", four)),
            ("a shape whose size wraps around",
                ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", four)),
            ("a tensor of 4 TB",
                ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}""", four)),
            ("offsets that go backwards", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", four)),
            ("negative offsets", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", four)),
            ("a gap at the beginning",
                ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", [.. four, .. four])),
            ("two tensors over one another",
                ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", four)),
            ("one name twice", ForeignSafetensors.File(
                """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
                [.. four, .. four])),
            ("a gap, and as many bytes as the tensor has",
                ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", four)),
            ("two tensors over one another, and bytes for both",
                ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
                    [.. four, .. four])),
            ("a dtype in small letters", ForeignSafetensors.File("""{"x":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", four)),
            ("a comma before the last brace", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}""", four)),
            ("a header that ends in zeros",
                ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""" + "\0\0\0", four)),
            ("a name that is no UTF-8", NotUtf8()),
            ("bytes that are cut off", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", [0, 0])),
            ("bytes after the end", ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", [.. four, 9])),
        })
        {
            probe.ObserveThrows<InvalidDataException>(name, () => Safetensors.Read(new MemoryStream(file)));
        }

        byte[] whole = ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", [.. four, 9]);
        probe.ObserveThrows<InvalidDataException>("bytes after the end of a stream that cannot seek",
            () => Safetensors.Read(new TrickleStream(whole)));
        probe.ObserveThrows<InvalidDataException>("a header of 100,000,001 bytes", () => Safetensors.Read(new BlankStream(100_000_001)));
        ObserveMemory(probe, "a header of 90 MB that is not there", ForeignSafetensors.File("{}", 90_000_000, []));
        ObserveMemory(probe, "a tensor of 1 GB that is not there",
            ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[250000000],"data_offsets":[0,1000000000]}}""", four));

        using MemoryStream good = new();
        Safetensors.Write(good, Samples.Of(probe));
        byte[] bytes = good.ToArray();
        int refused = 0, tried = 0;
        for (int length = 0; length < bytes.Length; length += 7)
        {
            tried++;
            try { _ = Safetensors.Read(new MemoryStream(bytes[..length])); }
            catch (InvalidDataException) { refused++; }
        }

        probe.Observe("all cut-off files are refused", refused == tried);
        probe.Observe("the whole file is read", Safetensors.Read(new MemoryStream(bytes)).Count);
        probe.Observe("a tensor of 32 axes is read",
            Safetensors.Read(new MemoryStream(ForeignSafetensors.File(Axes(32), four)))["x"].dim());

        static string Axes(int count) =>
            """{"x":{"dtype":"F32","shape":[""" + string.Join(',', Enumerable.Repeat(1, count)) + """],"data_offsets":[0,4]}}""";

        byte[] NotUtf8()
        {
            byte[] file = ForeignSafetensors.File("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", four);
            file[8 + 2] = 0xFF;
            return file;
        }

        static void ObserveMemory(Probe probe, string name, byte[] file)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            probe.ObserveThrows<InvalidDataException>(name, () => Safetensors.Read(new TrickleStream(file)));
            probe.Observe($"little memory is taken for {name}", GC.GetAllocatedBytesForCurrentThread() - before < 32_000_000);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint(
            "Check each number of the header before you use it, products in 128 bits; take no memory for bytes that you have not seen.");
}

public sealed class SafetensorsWriteArguments()
    : Check("M04.E6.write-arguments", "refuses to write what the format, or this reader, does not have")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.ObserveThrows<ArgumentException>("float64",
            () => Safetensors.Write(new MemoryStream(), new Dictionary<string, Tensor> { ["x"] = probe.Random.Normal64(2) }));
        probe.ObserveThrows<ArgumentException>("bool",
            () => Safetensors.Write(new MemoryStream(), new Dictionary<string, Tensor> { ["x"] = ones(2, ScalarType.Bool) }));
        probe.ObserveThrows<ArgumentException>("a tensor named __metadata__",
            () => Safetensors.Write(new MemoryStream(), new Dictionary<string, Tensor> { ["__metadata__"] = ones(2) }));
        probe.ObserveThrows<ArgumentException>("no stream", () => Safetensors.Write(null!, new Dictionary<string, Tensor>()));
        probe.ObserveThrows<ArgumentException>("reading from no stream", () => Safetensors.Read(null!));
        using MemoryStream one = new();
        Safetensors.Write(one, new Dictionary<string, Tensor> { ["x"] = ones(2) }, new Dictionary<string, string> { ["by"] = "one text" });
        probe.Observe("a single text of metadata is written",
            System.Text.Encoding.UTF8.GetString(one.ToArray()).Contains("one text", StringComparison.Ordinal));
        probe.ObserveAccepts("float32", () => Safetensors.Write(new MemoryStream(), new Dictionary<string, Tensor> { ["x"] = ones(2) }));
    }
}

public sealed class SafetensorsSpeed()
    : PerformanceCheck("M04.E6.speed", "keeps within six times the time of copying the bytes, and grows no faster than they", points: 1)
{
    public override string SizeName => "n (KiB)";

    public override IReadOnlyList<int> Sizes => [512, 1024, 2048, 4096];

    public override int ComparedSize => 4096;

    // Writing and reading cost a pass over the bytes each, as copying out and back do; one pass more through a buffer
    // should come to about 2; the bound is an estimate.
    public override double MaximumRatio => 6;

    // Linear, until the buffers leave the cache.
    public override double MaximumExponent => 1.7;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("every 97th number that was read back", Prepare(probe, Sizes[0], Implementation.Submission)());
    }

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        Tensor x = probe.Random.Uniform(-1, 1, size * 256L);
        MemoryStream stream = new((size * 1024) + 4096);
        return implementation == Implementation.Submission ? Submission : Reference;

        Tensor Submission()
        {
            stream.SetLength(0);
            Safetensors.Write(stream, new Dictionary<string, Tensor> { ["x"] = x });
            stream.Position = 0;
            return Sample(Safetensors.Read(stream)["x"]);
        }

        Tensor Reference()
        {
            stream.SetLength(0);
            stream.Write(x.bytes);
            stream.Position = 0;
            Tensor y = empty(x.shape, x.dtype);
            stream.ReadExactly(y.bytes);
            return Sample(y);
        }
    }

    // A result has fewer numbers than the largest file; a stride that divides no power of two meets every part of it.
    private static Tensor Sample(Tensor read) => read.reshape(-1)[TensorIndex.Slice(0, null, 97)].clone();
}
