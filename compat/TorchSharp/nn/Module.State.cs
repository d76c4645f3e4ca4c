using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters, then persistent buffers, by qualified name. The tensors are the module's own, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach ((string key, Parameter p) in named_parameters()) _ = destination.TryAdd(start + key, p);
                foreach ((string key, Tensor b) in named_buffers(include_nonpersistent: false)) _ = destination.TryAdd(start + key, b);
                // A shared parameter has a key in every module that holds it, as in PyTorch.
                foreach ((string key, Module child) in _internal_submodules) _ = child.state_dict(destination, start + key);
                return destination;
            }

            /// <summary>Copies values by name. Nothing is copied when a key or a shape does not fit.</summary>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                skip ??= [];
                Dictionary<string, Tensor> own = state_dict();
                var missing = own.Keys.Where(k => !skip.Contains(k) && !source.ContainsKey(k)).ToList();
                var unexpected = source.Keys.Where(k => !skip.Contains(k) && !own.ContainsKey(k)).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException(
                        $"The loaded state_dict is not identical to the target dictionary of {GetName()}. {Listed("Missing", missing)}" +
                        $"{Listed("Unexpected", unexpected)}Pass strict: false to load the keys that match, or name the others in skip.");

                string[] matched = [.. own.Keys.Where(k => !skip.Contains(k) && source.ContainsKey(k))];
                string[] misfits = [.. matched
                    .Where(k => !own[k].shape.AsSpan().SequenceEqual(source[k].shape))
                    .Select(k => $"{k} is {Shape(own[k])} here and {Shape(source[k])} in the state_dict")];
                if (misfits.Length > 0)
                    throw new ArgumentException(
                        $"Shapes differ in loading the state_dict of {GetName()}: {string.Join("; ", misfits)}. " +
                        "Build the module with the sizes of the saved one, or name these keys in skip.", nameof(source));

                using (no_grad())
                    foreach (string key in matched)
                        if (!ReferenceEquals(own[key], source[key])) _ = own[key].copy_(source[key]);
                return (missing, unexpected);
            }

            private static string Listed(string kind, List<string> keys) => keys.Count == 0 ? "" : $"{kind}: {string.Join(", ", keys)}. ";

            private static string Shape(Tensor t) => $"[{string.Join(", ", t.shape)}]";

            public Module save(string location, IList<string>? skip = null)
            {
                using FileStream stream = File.Create(location);
                return save(stream, skip);
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(writer);
                KeyValuePair<string, Tensor>[] entries = [.. sd.Where(e => skip is null || !skip.Contains(e.Key))];
                writer.Write7BitEncodedInt64(entries.Length);
                foreach ((string key, Tensor value) in entries)
                {
                    writer.Write(key);
                    TensorFile.Write(writer, value);
                }
            }

            public virtual Module load(
                string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                if (!File.Exists(location)) throw new FileNotFoundException($"There is no saved module at {location}.", location);
                using FileStream stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            public Module load(
                Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(
                BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                ArgumentNullException.ThrowIfNull(reader);
                Dictionary<string, Tensor> own = state_dict();
                if (loadedParameters is not null)
                    foreach (string key in own.Keys) loadedParameters[key] = false;
                long count = reader.Read7BitEncodedInt64();
                for (long i = 0; i < count; i++)
                {
                    string key = reader.ReadString();
                    bool found = own.TryGetValue(key, out Tensor? target);
                    if (!found && strict)
                        throw new ArgumentException(
                            $"Mismatched module state names: the target modules does not have a submodule or buffer named '{key}'. " +
                            "Pass strict: false to leave it out.", nameof(reader));
                    bool take = found && skip?.Contains(key) != true;
                    TensorFile.Read(reader, take ? target : null, key);
                    if (found) loadedParameters?[key] = true;
                }
                if (strict && count < own.Count)
                    throw new ArgumentException($"Mismatched state_dict sizes: expected {own.Count}, but found {count} entries.", nameof(reader));
                return this;
            }

            public static Module Create<T>(string path) where T : Module, new() => new T().load(path);
        }
    }
}
