using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// What every layer and model derives from: it owns parameters, buffers and submodules under names. Fields of these
        /// types are found by <see cref="RegisterComponents"/>, which a model's constructor calls last.
        /// </summary>
        public partial class Module : IDisposable
        {
            protected OrderedDict<string, Module> _internal_submodules = new();
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();
            protected OrderedDict<string, Parameter> _internal_params = new();
            protected string name;

            private bool _componentsRegistered;
            private bool _training = true;

            protected Module(string name) => this.name = name;

            public virtual bool training => _training;

            public virtual string GetName() => name;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (Module child in _internal_submodules.Values) child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (Module child in _internal_submodules.Values) _ = child.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter p in parameters()) Gradients.Zero(p, set_to_none);
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees this module's parameters, buffers and submodules. One that two modules share is freed once.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach ((Tensor buffer, _) in _internal_buffers.Values) buffer.Dispose();
                foreach (Parameter p in _internal_params.Values) p.Dispose();
                foreach (Module child in _internal_submodules.Values) child.Dispose();
            }

            /// <summary>Registers the modules, parameters and tensors that this object's fields hold, in the order of the fields.</summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered) return;
                foreach (FieldInfo field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                {
                    string component = field.ComponentName();
                    if (_internal_submodules.ContainsKey(component) || _internal_params.ContainsKey(component) ||
                        _internal_buffers.ContainsKey(component)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(component, module); break;
                        case Parameter parameter: register_parameter(component, parameter); break; // a parameter is a tensor too
                        case Tensor tensor: register_buffer(component, tensor); break;
                    }
                }
                _componentsRegistered = true;
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _ = _internal_submodules.Remove(name);
                    return;
                }
                if (string.IsNullOrEmpty(name)) throw new ArgumentException("module name can't be empty string \"\"", nameof(name));
                if (name.Contains('.', StringComparison.Ordinal))
                    throw new ArgumentException($"module name can't contain \".\", got: {name}", nameof(name));
                if (_internal_submodules.ContainsKey(name)) throw Registered("Sub-module", name);
                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), $"A null tensor cannot be registered as a parameter ('{name}').");
                if (_internal_params.ContainsKey(name)) throw Registered("Parameter", name);
                _ = param.DetachFromDisposeScope(); // the module owns it from here
                _internal_params.Add(name, param);
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), $"A null tensor cannot be registered as a buffer ('{name}').");
                if (_internal_buffers.ContainsKey(name)) throw Registered("Tensor", name);
                _ = tensor.DetachFromDisposeScope();
                _internal_buffers.Add(name, (tensor, persistent));
            }

            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                {
                    _ = _internal_params.Remove(name);
                    return;
                }
                _ = value.DetachFromDisposeScope();
                _internal_params[name] = value;
            }

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                {
                    _ = _internal_buffers.Remove(name);
                    return;
                }
                _ = value.DetachFromDisposeScope();
                _internal_buffers[name] = (value, persistent);
            }

            protected void ClearModules() => _internal_submodules.Clear();

            private InvalidOperationException Registered(string kind, string component) =>
                new($"{kind} {component} is already registered in {GetName()}.");
        }
    }
}
