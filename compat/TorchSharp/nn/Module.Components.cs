using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                return Parameters("", recurse, seen);
            }

            // A parameter that two modules share has the first one's name, as in PyTorch.
            private IEnumerable<(string, Parameter)> Parameters(string prefix, bool recurse, HashSet<Tensor> seen)
            {
                foreach ((string key, Parameter p) in _internal_params)
                    if (seen.Add(p)) yield return (prefix + key, p);
                if (!recurse) yield break;
                foreach ((string key, Module child) in _internal_submodules)
                    foreach ((string, Parameter) entry in child.Parameters($"{prefix}{key}.", true, seen))
                        yield return entry;
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(e => e.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                return Buffers("", recurse, include_nonpersistent, seen);
            }

            private IEnumerable<(string, Tensor)> Buffers(string prefix, bool recurse, bool all, HashSet<Tensor> seen)
            {
                foreach ((string key, (Tensor buffer, bool persistent)) in _internal_buffers)
                    if ((all || persistent) && seen.Add(buffer)) yield return (prefix + key, buffer);
                if (!recurse) yield break;
                foreach ((string key, Module child) in _internal_submodules)
                    foreach ((string, Tensor) entry in child.Buffers($"{prefix}{key}.", true, all, seen))
                        yield return entry;
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(e => e.buffer);

            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            public virtual IEnumerable<Module> children() => named_children().Select(e => e.module);

            /// <summary>All submodules at every depth: a module's children, then theirs. The module itself is not among them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach ((string, Module) child in _internal_submodules) yield return child;
                foreach ((string key, Module child) in _internal_submodules)
                    foreach ((string inner, Module module) in child.named_modules())
                        yield return ($"{key}.{inner}", module);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(e => e.module);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>The parameter of a qualified name such as "layer.weight", or null.</summary>
            public virtual Parameter? get_parameter(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                if (_internal_params.TryGetValue(target, out Parameter? p)) return p;
                return Child(target) is var (child, rest) ? child.get_parameter(rest) : null;
            }

            /// <summary>The buffer of a qualified name, or null.</summary>
            public virtual Tensor? get_buffer(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                if (_internal_buffers.TryGetValue(target, out (Tensor, bool) b)) return b.Item1;
                return Child(target) is var (child, rest) ? child.get_buffer(rest) : null;
            }

            private (Module, string)? Child(string target)
            {
                int dot = target.IndexOf('.', StringComparison.Ordinal);
                return dot > 0 && _internal_submodules.TryGetValue(target[..dot], out Module? child) ? (child, target[(dot + 1)..]) : null;
            }
        }
    }
}
