using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A piece of a network: parameters, buffers and further pieces, by name.</summary>
        public abstract partial class Module : IDisposable
        {
            private readonly string _name;
            private readonly Dictionary<string, Parameter> _parameters = [];
            private readonly Dictionary<string, (Tensor Buffer, bool Persistent)> _buffers = [];
            private readonly Dictionary<string, Module> _modules = [];

            protected Module(string name) => _name = name;

            public bool training { get; private set; } = true;

            public string GetName() => _name;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (Module m in _modules.Values) m.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void register_parameter(string name, Parameter param) => _parameters.Add(name, param);
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true) => _buffers.Add(name, (tensor.DetachFromDisposeScope(), persistent));
            public virtual void register_module(string name, Module submodule) => _modules.Add(name, submodule);

            // Fields that hold parameters and modules are found by their names, in the order of their declaration.
            protected virtual void RegisterComponents()
            {
                foreach (System.Reflection.FieldInfo f in GetType().GetFields(
                             System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
                {
                    switch (f.GetValue(this))
                    {
                        case Module m when !_modules.ContainsKey(f.Name): register_module(f.Name, m); break;
                        case Parameter p when !_parameters.ContainsKey(f.Name): register_parameter(f.Name, p); break;
                    }
                }
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _modules.Select(m => (m.Key, m.Value));

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                _parameters.Select(p => (p.Key, p.Value))
                    .Concat(recurse ? _modules.SelectMany(m => m.Value.named_parameters().Select(p => ($"{m.Key}.{p.name}", p.parameter))) : []);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter p in parameters()) p.grad = null;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (Parameter p in _parameters.Values) p.Dispose();
                foreach ((Tensor buffer, _) in _buffers.Values) buffer.Dispose();
                foreach (Module m in _modules.Values) m.Dispose();
            }
        }
    }
}
