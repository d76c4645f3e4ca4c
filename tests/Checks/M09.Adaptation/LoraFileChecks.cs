using System.Globalization;
using System.Text.Json;
using LLMCourse.Reference;
using LLMCourse.Reference.Storage;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

/// <summary>A folder for the files of one check, which is deleted afterwards.</summary>
internal sealed class AdapterFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("adapter-");

    public string Path => _folder.FullName;

    /// <summary>Writes an adapter as Python would have: with numbers of the check, and without anything of the course's own.</summary>
    public Dictionary<string, Tensor> WriteForeign(CheckRandom random, string config, int rank,
        IEnumerable<(string Name, long In, long Out)> layers, ScalarType dtype = ScalarType.Float32)
    {
        Dictionary<string, Tensor> tensors = [];
        foreach ((string name, long from, long to) in layers)
        {
            tensors[$"base_model.model.{name}.lora_A.weight"] = (0.3 * random.Normal(rank, from)).to(dtype);
            tensors[$"base_model.model.{name}.lora_B.weight"] = (0.3 * random.Normal(to, rank)).to(dtype);
        }

        Write(config, tensors);
        return tensors;
    }

    public void Write(string config, Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null) =>
        new AdapterFolder(config, tensors, metadata ?? new() { ["format"] = "pt" }).Write(Path);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _folder.Delete(recursive: true);
}

public sealed class BaseHashes() : Check("M09.E2.base-hash", "hashes names, types, shapes and bytes of all weights in ordinal order")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small),
            wide = Loras.Model(probe, Loras.Small with { Positions = PositionEncoding.Rope }, isDouble: true);
        string hash = Lora.BaseHash(model);
        probe.Observe("a model's is what the handout says", hash == Loras.Hash(model));
        probe.Observe("in float64, too", Lora.BaseHash(wide) == Loras.Hash(wide));
        probe.Observe("the same again", Lora.BaseHash(model) == hash);
        Tensor weight = model.state_dict()["h.1.mlp.c_proj.weight"];
        using (no_grad())
        {
            Tensor old = weight.detach().clone();
            _ = weight[3, 4].add_(1e-3);
            probe.Observe("one weight moved: another", Lora.BaseHash(model) != hash);
            _ = weight.copy_(old);
        }

        probe.Observe("moved back: the same", Lora.BaseHash(model) == hash);
        using Linear tall = nn.Linear(2, 3, hasBias: false), flat = nn.Linear(3, 2, hasBias: false);
        using (no_grad())
        {
            _ = tall.weight!.fill_(1);
            _ = flat.weight!.fill_(1);
        }

        probe.Observe("the same numbers in another shape: another", Lora.BaseHash(tall) != Lora.BaseHash(flat));
        using Sequential one = nn.Sequential(("b", tall), ("a", nn.Linear(2, 2))), norm = nn.Sequential(("n", nn.BatchNorm1d(3)));
        probe.Observe("names that the model does not have in order", Lora.BaseHash(one) == Loras.Hash(one));
        using Sequential upper = nn.Sequential(("b", nn.Linear(2, 1)), ("C", nn.Linear(1, 2)), ("a", nn.Linear(2, 2)));
        probe.Observe("names in upper case", Lora.BaseHash(upper) == Loras.Hash(upper));
        using Sequential accents = nn.Sequential(("é", nn.Linear(2, 2)));
        probe.Observe("names of other scripts", Lora.BaseHash(accents) == Loras.Hash(accents));
        using Linear turned = nn.Linear(2, 3, hasBias: false);
        turned.weight = new Parameter(arange(6, dtype: ScalarType.Float32).reshape(2, 3).t());
        probe.Observe("a weight that lies column by column", Lora.BaseHash(turned) == Loras.Hash(turned));
        probe.Observe("a model with buffers", Lora.BaseHash(norm) == Loras.Hash(norm));
        using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(".*", 2, 4));
        Loras.Fill(probe.Random, adapter.Parameters(), 0.3);
        probe.Observe("with an adapter: the same", Lora.BaseHash(model) == hash);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class ConfigurationsAreWritten() : VisibleCheck("M09.E2.config", "writes and reads options as adapter_config.json has them")
{
    public override void Probe(Probe probe)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        LoraOptions back;
        try
        {
            var decimalComma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            decimalComma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = decimalComma;
            probe.Observe("plain", LoraConfig.ToJson(new LoraOptions(@"h\.\d+\.attn\.c_attn", 8, 16)));
            probe.Observe("with dropout, stabilised",
                LoraConfig.ToJson(new LoraOptions(".*", 1, 0.5, 0.125, RankStabilized: true, Seed: 9)));
            back = LoraConfig.Parse(LoraConfig.ToJson(new LoraOptions(@"a\.""b"".*é", 3, 1.5, 0.25, RankStabilized: true, Seed: 9)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        probe.Observe("there and back", back.ToString());
        foreach ((string name, string json) in new[]
        {
            ("empty lists and texts",
                """{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": "x", "modules_to_save": [], "layers_to_transform": [], "exclude_modules": ""}"""),
            ("the least", """{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": "x"}"""),
            ("small numbers", """{"peft_type": "LORA", "r": 1, "lora_alpha": 0.5, "target_modules": "x"}"""),
            ("much that does not matter",
                """{"alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "gpt2", "bias": "none", "fan_in_fan_out": true, "inference_mode": true, "init_lora_weights": true, "layers_pattern": null, "layers_to_transform": null, "lora_alpha": 32, "lora_bias": false, "lora_dropout": 0.05, "modules_to_save": null, "exclude_modules": null, "peft_type": "LORA", "r": 16, "rank_pattern": {}, "target_modules": "h.*", "task_type": "CAUSAL_LM", "use_dora": false, "use_rslora": true, "a key of tomorrow": [1]}"""),
        })
            probe.Observe(name, LoraConfig.Parse(json).ToString());
        string list =
            LoraConfig.Parse("""{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": ["c_attn", "mlp.c_fc", "a+b"]}""").Target;
        foreach (string name in new[] { "c_attn", "h.0.attn.c_attn", "h.0.attn.my_c_attn", "h.0.c_attn.x", "h.0.mlp.c_fc", "h.0.mlp_c_fc",
            "c_fc", "h.a+b", "h.aab" })
            probe.Observe($"a list of names, and '{name}'", System.Text.RegularExpressions.Regex.IsMatch(name, $"^(?:{list})$"));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class ConfigurationsAreRefused()
    : Check("M09.E2.config-refuses", "refuses by its name whatever would be computed wrongly if it were ignored")
{
    public override void Probe(Probe probe)
    {
        const string Good = """{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": ["x"]}""";
        probe.ObserveAccepts("what is right", () => LoraConfig.Parse(Good));
        foreach ((string key, string entry) in new[]
        {
            ("bias", "\"all\""), ("use_dora", "true"), ("lora_bias", "true"), ("rank_pattern", """{"h.0": 8}"""),
            ("alpha_pattern", """{"h.0": 8}"""), ("modules_to_save", """["lm_head"]"""), ("layers_to_transform", "[0, 1]"),
            ("layers_to_transform", "0"),
            ("exclude_modules", "\"lm_head\""), ("exclude_modules", """["lm_head"]"""), ("peft_type", "\"IA3\""), ("peft_type", "\"lora\""),
        })
        {
            string json = key == "peft_type"
                ? Good.Replace("\"LORA\"", entry, StringComparison.Ordinal)
                : $"{Good[..^1]}, \"{key}\": {entry}}}";
            probe.ObserveThrows<InvalidDataException>($"{key}: {entry}", () => LoraConfig.Parse(json));
            try
            {
                _ = LoraConfig.Parse(json);
            }
            catch (InvalidDataException e)
            {
                probe.Observe($"{key}: {entry} is named", e.Message.Contains(key, StringComparison.Ordinal));
            }
        }

        foreach ((string name, string json) in new[]
        {
            ("no JSON", "{"), ("nothing", ""), ("a list", "[]"), ("no type", """{"r": 4, "lora_alpha": 8, "target_modules": ["x"]}"""),
            ("no rank", """{"peft_type": "LORA", "lora_alpha": 8, "target_modules": ["x"]}"""),
            ("no alpha", """{"peft_type": "LORA", "r": 4, "target_modules": ["x"]}"""),
            ("no target", """{"peft_type": "LORA", "r": 4, "lora_alpha": 8}"""),
            ("a target that is null", """{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": null}"""),
            ("rank 0", """{"peft_type": "LORA", "r": 0, "lora_alpha": 8, "target_modules": ["x"]}"""),
            ("rank 1.5", """{"peft_type": "LORA", "r": 1.5, "lora_alpha": 8, "target_modules": ["x"]}"""),
            ("a rank in words", """{"peft_type": "LORA", "r": "four", "lora_alpha": 8, "target_modules": ["x"]}"""),
            ("alpha 0", """{"peft_type": "LORA", "r": 4, "lora_alpha": 0, "target_modules": ["x"]}"""),
            ("alpha -1", """{"peft_type": "LORA", "r": 4, "lora_alpha": -1, "target_modules": ["x"]}"""),
            ("alpha in words", """{"peft_type": "LORA", "r": 4, "lora_alpha": "8", "target_modules": ["x"]}"""),
            ("alpha 1e999", """{"peft_type": "LORA", "r": 4, "lora_alpha": 1e999, "target_modules": ["x"]}"""),
            ("a list of numbers as target", """{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": ["x", 7]}"""),
            ("a list with null as target", """{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": [null]}"""),
            ("dropout -0.1", """{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "lora_dropout": -0.1, "target_modules": ["x"]}"""),
            ("dropout 1", """{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "lora_dropout": 1, "target_modules": ["x"]}"""),
        })
            probe.ObserveThrows<InvalidDataException>(name, () => LoraConfig.Parse(json));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class AdaptersAreSaved() : Check("M09.E2.save", "writes the two files that PEFT reads, of the adapter alone")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using AdapterFiles files = new();
        Gpt model = Loras.Model(probe, Loras.Small);
        LoraOptions options = new(@"h\.1\..*c_proj", 2, 4, 0.25);
        using LoraAdapter adapter = Lora.Inject(model, options);
        Loras.Fill(probe.Random, adapter.Parameters(), 0.3);
        string folder = files.File("new");
        adapter.Save(folder);
        adapter.Save(folder);
        probe.Observe("files", string.Join(' ', Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        AdapterFolder read = AdapterFolder.Read(folder);
        using JsonDocument config = JsonDocument.Parse(read.Config);
        probe.Observe("the configuration's rank", config.RootElement.GetProperty("r").GetInt32());
        probe.Observe("the configuration's target", config.RootElement.GetProperty("target_modules").GetString());
        probe.Observe("names", string.Join(' ', read.Tensors.Keys.Order(StringComparer.Ordinal)));
        foreach (KeyValuePair<string, Tensor> entry in read.Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            probe.Observe(entry.Key, entry.Value);
        probe.Observe("the file's format", read.Metadata.GetValueOrDefault("format"));
        probe.Observe("the hash is the model's", read.Metadata.GetValueOrDefault("base_model_sha256") == Loras.Hash(model));
        adapter.Merge();
        probe.ObserveThrows<InvalidOperationException>("merged", () => adapter.Save(files.File("merged")));
        adapter.Unmerge();
        adapter.IsActive = false;
        probe.ObserveAccepts("not active", () => adapter.Save(folder));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);
}

public sealed class AdaptersAreLoaded()
    : Check("M09.E2.load", "loads what was saved and what Python wrote, with the same outputs", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using AdapterFiles files = new();
        Gpt model = Loras.Model(probe, Loras.Small), same = probe.Owns(new Gpt(Loras.Small));
        _ = same.load_state_dict(model.state_dict());
        same.eval();
        Tensor ids = probe.Random.Integers(0, 11, 2, 7), plain = same.call(ids).detach();
        using (LoraAdapter adapter = Lora.Inject(model, new LoraOptions(".*c_fc|.*c_attn", 3, 5, 0.1, RankStabilized: true, Seed: 4)))
        {
            Loras.Fill(probe.Random, adapter.Parameters(), 0.3);
            adapter.Save(files.Path);
            LoraAdapter loaded;
            using (NewDisposeScope()) loaded = LoraAdapter.Load(same, files.Path);
            probe.Observe("saved and loaded: options", (loaded.Options with { Seed = 0 }).ToString());
            probe.Observe("saved and loaded: the same output", Loras.Same(model.call(ids).detach(), same.call(ids).detach()));
            probe.Observe("saved and loaded: is active", loaded.IsActive && !loaded.IsMerged);
            probe.Observe("saved and loaded: can be trained",
                loaded.Parameters().All(parameter => parameter.requires_grad && parameter.is_leaf)
                    && same.parameters().All(parameter => !parameter.requires_grad));
            same.Loss(ids, ids).backward();
            probe.Observe("saved and loaded: gets gradients", loaded.Parameters().All(parameter => parameter.grad is not null));
            loaded.Dispose();
            probe.Observe("disposed: the model's own output", Loras.Same(plain, same.call(ids).detach()));
        }

        foreach ((string name, ScalarType dtype,
            string target) in new[] { ("a list", ScalarType.Float32, """["c_attn", "mlp.c_proj"]"""),
                ("an expression, in half precision", ScalarType.Float16, """ "h\\.[01]\\.(attn\\.c_attn|mlp\\.c_proj)" """) })
        {
            Dictionary<string, Tensor> tensors = files.WriteForeign(
                probe.Random, $$"""{"peft_type": "LORA", "r": 2, "lora_alpha": 6, "target_modules": {{target}}, "inference_mode": true}""",
                2, [("h.1.attn.c_attn", 16, 32), ("h.1.mlp.c_proj", 24, 16), ("h.0.mlp.c_proj", 24, 16), ("h.0.attn.c_attn", 16, 32)],
                dtype);
            using LoraAdapter foreign = LoraAdapter.Load(same, files.Path);
            probe.Observe($"{name}: layers", string.Join(' ', foreign.Layers.Select(pair => pair.Name)));
            probe.Observe($"{name}: parameters are float32", foreign.Parameters().All(parameter => parameter.dtype == ScalarType.Float32));
            probe.Observe($"{name}: the values are the file's",
                Loras.Same(foreign.Parameters()[0].detach(),
                    tensors["base_model.model.h.0.attn.c_attn.lora_A.weight"].to(ScalarType.Float32))
                        && Loras.Same(foreign.Parameters()[3].detach(),
                            tensors["base_model.model.h.0.mlp.c_proj.lora_B.weight"].to(ScalarType.Float32)));
            probe.Observe($"{name}: output", same.call(ids).detach());
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model);
}

public sealed class FilesThatDoNotFit()
    : Check("M09.E2.load-refuses", "refuses files of another model, incomplete or damaged ones, and leaves the model as it was", points: 2)
{
    private const string Config = """{"peft_type": "LORA", "r": 2, "lora_alpha": 6, "target_modules": "h\\.0\\.attn\\.c_(attn|proj)"}""";

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using AdapterFiles files = new();
        Gpt model = Loras.Model(probe, Loras.Small), other = Loras.Model(probe, Loras.Small);
        Tensor ids = probe.Random.Integers(0, 11, 2, 7), before = other.call(ids).detach();
        using (LoraAdapter adapter = Lora.Inject(model, new LoraOptions(".*c_attn", 2, 4))) adapter.Save(files.Path);
        Refuse(probe, other, files, "of another model");
        try
        {
            LoraAdapter.Load(other, files.Path).Dispose();
        }
        catch (InvalidDataException e)
        {
            probe.Observe("the message has both hashes",
                e.Message.Contains(Loras.Hash(model), StringComparison.Ordinal)
                    && e.Message.Contains(Loras.Hash(other), StringComparison.Ordinal));
        }

        const string A = "base_model.model.h.0.attn.c_proj.lora_A.weight", B = "base_model.model.h.0.attn.c_proj.lora_B.weight";
        foreach ((string name, Action<Dictionary<string, Tensor>> spoil) in new (string, Action<Dictionary<string, Tensor>>)[]
        {
            ("without an A", tensors => tensors.Remove(A)), ("without a B", tensors => tensors.Remove(B)),
            ("an A of another rank", tensors => tensors[A] = zeros(3, 16)), ("a B of another rank", tensors => tensors[B] = zeros(16, 3)),
            ("an A that is turned", tensors => tensors[A] = zeros(16, 2)),
            ("a B for another width", tensors => tensors[B] = zeros(15, 2)),
            ("an A of integers", tensors => tensors[A] = zeros(2, 16, ScalarType.Int64)),
            ("a layer that is not adapted", tensors => tensors["base_model.model.h.1.attn.c_proj.lora_A.weight"] = zeros(2, 16)),
            ("a tensor of another kind", tensors => tensors["base_model.model.lm_head.weight"] = zeros(2, 2)),
            ("without the prefix of the names", tensors => { tensors["h.0.attn.c_proj.lora_A.weight"] = tensors[A]; _ = tensors.Remove(A);
            }),
        })
        {
            Dictionary<string, Tensor> tensors =
                files.WriteForeign(probe.Random, Config, 2, [("h.0.attn.c_attn", 16, 32), ("h.0.attn.c_proj", 16, 16)]);
            spoil(tensors);
            files.Write(Config, tensors);
            Refuse(probe, other, files, name);
            try
            {
                LoraAdapter.Load(other, files.Path).Dispose();
            }
            catch (InvalidDataException e)
            {
                string tensor = name switch
                {
                    "a layer that is not adapted" => "h.1.attn.c_proj.lora_A.weight",
                    "a tensor of another kind" => "lm_head.weight",
                    _ => name.Contains('B', StringComparison.Ordinal) ? B : "h.0.attn.c_proj.lora_A.weight",
                };
                probe.Observe($"{name}: the message names the tensor", e.Message.Contains(tensor, StringComparison.Ordinal));
            }
        }

        _ = files.WriteForeign(probe.Random, Config, 2, [("h.0.attn.c_attn", 16, 32), ("h.0.attn.c_proj", 16, 16)]);
        probe.ObserveAccepts("without a hash, as Python writes it", () => LoraAdapter.Load(other, files.Path).Dispose());
        byte[] whole = File.ReadAllBytes(files.File("adapter_model.safetensors"));
        File.WriteAllBytes(files.File("adapter_model.safetensors"), whole[..^3]);
        Refuse(probe, other, files, "cut off");
        File.WriteAllBytes(files.File("adapter_model.safetensors"), whole);
        foreach ((string name, string config) in new[] { ("no layer matches",
            Config.Replace("attn", "attention", StringComparison.Ordinal)),
            ("no regular expression", Config.Replace("h\\\\", "(h\\\\", StringComparison.Ordinal)),
            ("dora", Config.Replace("\"r\"", "\"use_dora\": true, \"r\"", StringComparison.Ordinal)),
            ("rank 3", Config.Replace("\"r\": 2", "\"r\": 3", StringComparison.Ordinal)) })
        {
            File.WriteAllText(files.File("adapter_config.json"), config);
            Refuse(probe, other, files, name);
        }

        File.Delete(files.File("adapter_config.json"));
        probe.ObserveThrows<IOException>("a file is missing", () => LoraAdapter.Load(other, files.Path).Dispose());
        probe.Observe("the model's outputs are as before", Loras.Same(before, other.call(ids).detach()));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Check everything before you inject anything.");

    private static void Refuse(Probe probe, Gpt model, AdapterFiles files, string name)
    {
        probe.ObserveThrows<InvalidDataException>(name, () => LoraAdapter.Load(model, files.Path).Dispose());
        probe.Observe($"{name}: the model can still be trained", model.parameters().All(parameter => parameter.requires_grad));
        foreach (Parameter parameter in model.parameters()) parameter.requires_grad = true;
    }
}

public sealed class AdaptersLeaveNothing() : Check("M09.E2.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using AdapterFiles files = new();
        Gpt model = Loras.Model(probe, Loras.Small);
        Tensor ids = probe.Random.Integers(0, 11, 2, 7), x = probe.Random.Normal(4, 16);
        LoraOptions options = new(".*", 2, 4);
        using (LoraAdapter adapter = Lora.Inject(model, options))
        {
            probe.ObserveLeak("a pass", () => model.call(ids));
            probe.ObserveLeak("an update", () => adapter.Layers[0].Layer.Update(x));
            probe.ObserveLeak("a delta", () => adapter.Layers[0].Layer.Delta());
            probe.ObserveLeak("merging and back", () =>
            {
                adapter.Merge();
                adapter.Unmerge();
            });
            probe.ObserveLeak("a hash", () => Lora.BaseHash(model));
            probe.ObserveLeak("saving", () => adapter.Save(files.Path));
        }

        probe.ObserveLeak("an adapter made and disposed", () => Lora.Inject(model, options).Dispose());
        probe.ObserveLeak("one that was disposed while merged", () =>
        {
            LoraAdapter adapter = Lora.Inject(model, options);
            adapter.Merge();
            adapter.Dispose();
        });
        probe.ObserveLeak("loading", () => LoraAdapter.Load(model, files.Path).Dispose());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
