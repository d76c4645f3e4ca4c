using System.Collections;
using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Parameters in a list, registered under their positions "0", "1", …</summary>
    public class ParameterList : nn.Module, IList<Parameter>
    {
        private readonly List<Parameter> _list = [];

        public ParameterList(params Parameter[] parameters) : base("ParameterList") => extend(parameters);

        protected override void RegisterComponents()
        {
            // Positions may have moved, so the names are made anew.
            _internal_params.Clear();
            for (int i = 0; i < _list.Count; i++) register_parameter(i.ToString(CultureInfo.InvariantCulture), _list[i]);
        }

        public Parameter this[int index]
        {
            get => _list[index];
            set
            {
                _list[index] = value;
                RegisterComponents();
            }
        }

        public int Count => _list.Count;
        public bool IsReadOnly => false;

        public void Add(Parameter item)
        {
            register_parameter(_list.Count.ToString(CultureInfo.InvariantCulture), item);
            _list.Add(item);
        }

        public void append(params Parameter[] parameters) => extend(parameters);

        public void extend(IEnumerable<Parameter> parameters)
        {
            foreach (Parameter p in parameters) Add(p);
        }

        public void Insert(int index, Parameter item)
        {
            _list.Insert(index, item);
            RegisterComponents();
        }

        public bool Remove(Parameter item)
        {
            if (!_list.Remove(item)) return false;
            RegisterComponents();
            return true;
        }

        public void RemoveAt(int index)
        {
            _list.RemoveAt(index);
            RegisterComponents();
        }

        public void Clear()
        {
            _list.Clear();
            _internal_params.Clear();
        }

        public bool Contains(Parameter item) => _list.Contains(item);
        public int IndexOf(Parameter item) => _list.IndexOf(item);
        public void CopyTo(Parameter[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);
        public IEnumerator<Parameter> GetEnumerator() => _list.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ParameterList ParameterList(params Modules.Parameter[] parameters) => new(parameters);
        }
    }
}
