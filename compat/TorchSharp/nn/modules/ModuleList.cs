using System.Collections;
using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules in a list, registered under their positions "0", "1", …</summary>
    public class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
    {
        private readonly List<T> _list = [];

        public ModuleList(params T[] modules) : base("ModuleList") => extend(modules);

        protected override void RegisterComponents()
        {
            // Positions may have moved, so the names are made anew.
            ClearModules();
            for (int i = 0; i < _list.Count; i++) register_module(i.ToString(CultureInfo.InvariantCulture), _list[i]);
        }

        public T this[int index]
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

        public void Add(T item)
        {
            register_module(_list.Count.ToString(CultureInfo.InvariantCulture), item);
            _list.Add(item);
        }

        public void append(params T[] parameters) => extend(parameters);

        public void extend(IEnumerable<T> modules)
        {
            foreach (T module in modules) Add(module);
        }

        public void Insert(int index, T item)
        {
            _list.Insert(index, item);
            RegisterComponents();
        }

        public bool Remove(T item)
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
            ClearModules();
        }

        public bool Contains(T item) => _list.Contains(item);
        public int IndexOf(T item) => _list.IndexOf(item);
        public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);
        public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
