package dev.rsparse.compiler.jar;

import dev.rsparse.runtime.app.Main;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleMainClassAttribute;
import java.lang.classfile.attribute.ModulePackagesAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ModuleDesc;
import java.lang.constant.PackageDesc;
import java.util.List;
import java.util.SortedSet;

/// The descriptor of a module with one model and the runtime, all of which other modules may use.
final class ModuleInfo {

    /// Its path in a jar.
    static final String PATH = "module-info.class";

    private static final String VECTORS = "jdk.incubator.vector";

    private ModuleInfo() {}

    /// The class file (JVMS 25, section 4.7.25).
    ///
    /// @param packages of all classes of the module
    static byte[] write(String module, SortedSet<String> packages) {
        List<PackageDesc> all = packages.stream().map(PackageDesc::of).toList();
        ModuleAttribute attribute = ModuleAttribute.of(ModuleDesc.of(module), facts -> {
            facts.requires(ModuleDesc.of("java.base"), ClassFile.ACC_MANDATED, null);
            facts.requires(ModuleDesc.of(VECTORS), 0, null);
            all.forEach(exported -> facts.exports(exported, 0));
        });
        return ClassFile.of()
                .buildModule(
                        attribute,
                        file -> file.with(ModulePackagesAttribute.ofNames(all))
                                .with(ModuleMainClassAttribute.of(ClassDesc.of(Main.class.getName()))));
    }
}
